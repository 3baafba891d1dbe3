package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A good host, and what a test makes of it: the facts of one host of a small site, and what
/// preflight says of them.
final class HostUnderCheck {
  static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
      """;

  Manifest manifest = ShopManifest.of(VendorSettings.none());
  Site site = SiteReader.read("site.yaml", SITE);
  Optional<String> siteOfHost = Optional.empty();
  Optional<Boolean> firewallLoaded = Optional.empty();
  String system = "debian";
  String version = "13";
  long memory = 4L << 30;
  long free = 100L << 30;
  final Map<String, List<String>> listening = new TreeMap<>();
  final Map<String, List<String>> answers = new TreeMap<>();
  final Map<String, String> tools = new TreeMap<>();
  final Map<String, String> mountOptions = new TreeMap<>();
  final Map<String, String> current = new TreeMap<>();
  final Map<String, UnitReading> units = new TreeMap<>();

  /// Folders that lie on a file system of their own, with its mount point.
  final Map<String, PlaceReading> places = new TreeMap<>();

  HostUnderCheck() {
    HostChecks.TOOLS.forEach(tool -> tools.put(tool, "/usr/bin/" + tool));
  }

  HostUnderCheck site(String more) {
    site = SiteReader.read("site.yaml", SITE + more);
    return this;
  }

  HostUnderCheck answer(String question, String... fields) {
    answers.put(question, List.of(fields));
    return this;
  }

  Report report() {
    var host = site.hosts().getFirst();
    return new Report(new HostChecks(site, manifest, host, facts(), Optional.of("acme-1")).run());
  }

  HostFacts facts() {
    return new HostFacts(
        reading(),
        "s1",
        system,
        version,
        "x86_64",
        0,
        1,
        new TreeMap<>(listening),
        List.of(),
        new TreeMap<>(mountOptions),
        new TreeMap<>(tools),
        new TreeSet<>(),
        new TreeMap<>(answers));
  }

  private HostReading reading() {
    return new HostReading(
        siteOfHost,
        "m",
        "b",
        1,
        1,
        memory,
        2,
        new TreeMap<>(current),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(units),
        new TreeMap<>(),
        everyPlace(),
        new TreeMap<>(),
        firewallLoaded);
  }

  private SortedMap<String, PlaceReading> everyPlace() {
    var every = new TreeMap<String, PlaceReading>();
    HostChecks.neededBytes(site, manifest)
        .keySet()
        .forEach(folder -> every.put(folder, new PlaceReading("/", free, free)));
    every.putAll(places);
    return every;
  }
}
