package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.FirewalldText;
import io.holdfast.templates.render.HostFirewall;
import io.holdfast.templates.render.NftablesText;
import io.holdfast.templates.site.Firewall;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.yaml.NearNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The firewall matrix as what the people of one host can load there: a file for `nft -f`, or a
/// script for `sh` that lays down the files of firewalld.
public record FirewallFile(String host, List<String> lines) {
  public FirewallFile {
    lines = List.copyOf(lines);
  }

  /// For every host in the order of the site file, or for the one that is named.
  public static List<FirewallFile> of(
      Site site, Manifest manifest, Firewall.Kind kind, Optional<String> only) {
    var names = site.hosts().stream().map(Host::name).toList();
    only.filter(name -> !names.contains(name))
        .ifPresent(
            name -> {
              throw unknown("The site has no host \"" + name + "\"", name, names);
            });
    return site.hosts().stream()
        .filter(host -> only.isEmpty() || only.get().equals(host.name()))
        .map(host -> new FirewallFile(host.name(), lines(site, host, manifest, kind)))
        .toList();
  }

  private static List<String> lines(Site site, Host host, Manifest manifest, Firewall.Kind kind) {
    var firewall = HostFirewall.of(site, host, manifest.vendor());
    return switch (kind) {
      case NFTABLES -> NftablesText.file(firewall);
      case FIREWALLD -> FirewalldText.script(firewall);
    };
  }

  /// The kind that a word on the command line means.
  public static Firewall.Kind kind(String word) {
    var kinds = Arrays.asList(Firewall.Kind.values());
    return kinds.stream()
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "\"" + word + "\" is no firewall that Holdfast writes rules for",
                    word,
                    kinds.stream().map(Firewall.Kind::word).toList()));
  }

  private static HoldfastException unknown(String what, String given, List<String> known) {
    var fix =
        NearNames.nearest(given, known)
            .map(near -> "did you mean " + near + "?")
            .orElse("one of: " + String.join(", ", known));
    return Problem.of(ProblemId.USAGE_WRONG, what).withFix(fix).asException();
  }
}
