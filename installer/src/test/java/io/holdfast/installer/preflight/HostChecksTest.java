package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HostChecksTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
      """;
  private static final Manifest MANIFEST =
      new Manifest(
          "holdfast/manifest/1",
          "shop",
          "1",
          "swarm",
          List.of(),
          List.of(),
          VendorSettings.none(),
          List.of());

  private Site site = SiteReader.read("site.yaml", SITE);
  private Optional<String> siteOfHost = Optional.empty();
  private String system = "debian";
  private String version = "13";
  private Manifest manifest = MANIFEST;
  private long memory = 4L << 30;
  private long free = 100L << 30;
  private final Map<String, List<String>> listening = new TreeMap<>();
  private final Map<String, String> tools = new TreeMap<>();
  private final Map<String, HostReading.UnitReading> units = new TreeMap<>();

  HostChecksTest() {
    HostChecks.TOOLS.forEach(tool -> tools.put(tool, "/usr/bin/" + tool));
  }

  private List<Problem> problems() {
    return report().failures();
  }

  private Report report() {
    var places = new TreeMap<String, PlaceReading>();
    HostChecks.neededBytes(site, MANIFEST)
        .keySet()
        .forEach(folder -> places.put(folder, new PlaceReading("/", free, free)));
    var reading =
        new HostReading(
            siteOfHost,
            "m",
            "b",
            1,
            1,
            memory,
            2,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(units),
            new TreeMap<>(),
            places,
            new TreeMap<>());
    var facts =
        new HostFacts(
            reading,
            "s1",
            system,
            version,
            "x86_64",
            0,
            1,
            new TreeMap<>(listening),
            List.of(),
            new TreeMap<>(),
            new TreeMap<>(tools),
            new TreeSet<>());
    return new Report(
        new HostChecks(site, manifest, site.hosts().getFirst(), facts, Optional.of("acme-1"))
            .run());
  }

  private List<ProblemId> ids() {
    return problems().stream().map(Problem::id).toList();
  }

  @Test
  void findsNothingOnAGoodHost() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void addsUpWhatFoldersOfOneFileSystemNeed() {
    free = 300L << 20;
    assertThat(ids()).containsExactly(ProblemId.DISK_SPACE);
  }

  @Test
  void namesEachPortThatSomebodyElseHas() {
    listening.put("tcp:8300", List.of("0.0.0.0"));
    listening.put("udp:8301", List.of("10.0.0.11"));
    listening.put("tcp:8501", List.of("10.0.0.11"));
    assertThat(problems().stream().map(Problem::what))
        .containsExactly(
            "Port 8300/tcp is taken; consul needs it", "Port 8301/udp is taken; consul needs it");
  }

  @Test
  void saysOfAHostOfAnotherClusterOnlyThat() {
    siteOfHost = Optional.of("other-9");
    free = 0;
    assertThat(ids()).containsExactly(ProblemId.OTHER_CLUSTER);
  }

  @Test
  void refusesADistributionNobodyTried() {
    version = "11";
    assertThat(ids()).containsExactly(ProblemId.DISTRIBUTION_UNSUPPORTED);
  }

  /// Rocky Linux 9.4: `ID="rocky"`, `VERSION_ID="9.4"`, and no apt.
  private void rocky() {
    system = "rocky";
    version = "9.4";
    tools.remove("apt-get");
    tools.remove("dpkg");
    tools.put("rpm", "/usr/bin/rpm");
  }

  @Test
  void refusesTheFamilyThatItIsWrittenForAndNeverTriedUnlessSomebodyAnswersForIt() {
    rocky();
    assertThat(problems().stream().map(Problem::what))
        .containsExactly("Holdfast is written for rocky 9.4, and was never tried there");
    assertThat(problems().getFirst().fix().get(1)).startsWith("--skip HF-PRE-010@s1=REASON");
    assertThat(Skip.parse("HF-PRE-010@s1=a trial").covers(problems().getFirst())).isTrue();
    version = "8.10";
    assertThat(problems().stream().map(Problem::what))
        .containsExactly("The distribution rocky 8.10 is not supported");
  }

  @Test
  void refusesPackagesOfAnotherFamilyWhateverIsSkipped() {
    manifest = withPackage("docker.io_26.1.5_amd64.deb");
    assertThat(problems()).isEmpty();
    rocky();
    assertThat(ids())
        .containsExactly(ProblemId.DISTRIBUTION_UNSUPPORTED, ProblemId.PACKAGES_FOREIGN);
    assertThatThrownBy(() -> Skip.parse("HF-PRE-021@s1=a trial")).isNotNull();
    manifest = withPackage("docker-ce-26.1.3-1.el9.x86_64.rpm");
    assertThat(ids()).containsExactly(ProblemId.DISTRIBUTION_UNSUPPORTED);
  }

  private static Manifest withPackage(String file) {
    var digest = "a".repeat(64);
    var docker =
        new Component(
            "docker",
            ComponentKind.PACKAGES,
            "26.1.5",
            "linux",
            "amd64",
            new Licence("Apache-2.0", digest),
            "made here",
            List.of(),
            Undo.REINSTALL,
            List.of(new ComponentFile(file, "0644", digest, 1)),
            List.of(new PackagePin("docker", "26.1.5", "amd64", file)),
            List.of("docker"));
    return new Manifest(
        "holdfast/manifest/1",
        "shop",
        "1",
        "swarm",
        List.of(docker),
        List.of(),
        VendorSettings.none(),
        List.of(new Blob(digest, 1, List.of(digest))));
  }

  @Test
  void wantsWhatSelinuxIsToldWithWhereAHostHasIt() {
    tools.put("getenforce", "/usr/sbin/getenforce");
    tools.put("restorecon", "/usr/sbin/restorecon");
    assertThat(problems()).isEmpty();
    site = SiteReader.read("site.yaml", SITE + "places: {program: /data/holdfast}\n");
    assertThat(problems().getFirst().fix())
        .containsExactly("on the host: apt-get install policycoreutils-python-utils");
  }

  @Test
  void refusesAHostWithTooLittleMemory() {
    memory = 512L << 20;
    assertThat(ids()).containsExactly(ProblemId.MEMORY);
  }

  @Test
  void everyFailureEndsWithWhatToDo() {
    memory = 512L << 20;
    free = 300L << 20;
    tools.remove("find");
    tools.remove("head");
    listening.put("tcp:8300", List.of("0.0.0.0"));
    assertThat(problems()).hasSize(4).allMatch(problem -> !problem.fix().isEmpty());
    assertThat(problems().stream().flatMap(problem -> problem.fix().stream()))
        .contains("on the host: apt-get install coreutils findutils");
  }

  private void runs(String unit) {
    units.put(unit, new HostReading.UnitReading("active", true, 7, 1));
  }

  private void firewall(String settings) {
    site = SiteReader.read("site.yaml", SITE + "network: {firewall: " + settings + "}\n");
  }

  private List<String> ofTheFirewall() {
    return report().findings().stream()
        .filter(finding -> finding.check().equals("firewall"))
        .map(finding -> finding.level().word() + ": " + finding.text())
        .toList();
  }

  @Test
  void saysWhichFirewallIsActiveAndHowItsRulesArePrinted() {
    assertThat(ofTheFirewall()).isEmpty();
    runs("nftables.service");
    assertThat(ofTheFirewall())
        .containsExactly(
            "ok: nftables is active; where ports are shut:"
                + " holdfast requirements SITE --firewall nftables");
    runs("firewalld.service");
    assertThat(ofTheFirewall())
        .containsExactly(
            "ok: firewalld and nftables are active; where ports are shut:"
                + " holdfast requirements SITE --firewall firewalld");
  }

  @Test
  void refusesToChangeAFirewallThatIsNotTheOneOfTheSite() {
    firewall("{mode: apply}");
    assertThat(ids()).containsExactly(ProblemId.FIREWALL_UNFIT);
    assertThat(problems().getFirst().what()).startsWith("The program nft is missing");
    tools.put("nft", "/usr/sbin/nft");
    assertThat(ofTheFirewall()).containsExactly("ok: nftables, its ports are opened by the plan");
    runs("firewalld.service");
    assertThat(problems().getFirst().what())
        .isEqualTo("firewalld is active on the host, and the site file names nftables");
    firewall("{kind: firewalld, mode: print}");
    assertThat(problems()).isEmpty();
  }

  @Test
  void onlyWarnsWhereSomebodyElseLoadsTheRules() {
    firewall("{kind: firewalld, mode: print}");
    assertThat(problems()).isEmpty();
    assertThat(ofTheFirewall())
        .containsExactly("warn: firewalld is not active on the host, and the site file names it");
  }

  @Test
  void refusesAForeignDockerAndAdvisesOnlyWhatWorks() {
    tools.put("dockerd", "/usr/sbin/dockerd");
    assertThat(ids()).containsExactly(ProblemId.EXISTING_DOCKER);
    assertThat(problems().getFirst().fix())
        .containsExactly("remove it from the host first, or choose another host");
  }

  @Test
  void refusesWhatItsOwnComponentsWouldMeetAndNothingElse() {
    site = SiteReader.read("site.yaml", SITE + "engine: nomad\n");
    tools.put("dockerd", "/usr/sbin/dockerd");
    assertThat(problems()).isEmpty();
    tools.put("nomad", "/usr/bin/nomad");
    assertThat(ids()).containsExactly(ProblemId.EXISTING_NOMAD);
    listening.put("tcp:4646", List.of("127.0.0.1"));
    assertThat(problems().stream().map(Problem::what))
        .contains("Port 4646/tcp is taken; nomad needs it");
  }
}
