package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.vendor.ServiceSpec;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FirewallChecksTest {
  private final HostUnderCheck host = new HostUnderCheck();

  @Test
  void saysWhichFirewallIsActiveAndHowItsRulesArePrinted() {
    assertThat(findings()).isEmpty();
    runs("nftables.service");
    assertThat(findings())
        .containsExactly(
            "ok: nftables is active; where ports are shut:"
                + " holdfast requirements SITE --firewall nftables");
    runs("firewalld.service");
    assertThat(findings())
        .containsExactly(
            "ok: firewalld and nftables are active; where ports are shut:"
                + " holdfast requirements SITE --firewall firewalld");
  }

  @Test
  void refusesToChangeAFirewallThatIsNotTheOneOfTheSite() {
    firewall("{mode: apply}");
    assertThat(problems()).extracting(Problem::id).containsExactly(ProblemId.FIREWALL_UNFIT);
    assertThat(problems().getFirst().what()).startsWith("The program nft is missing");
    host.tools.put("nft", "/usr/sbin/nft");
    assertThat(findings()).containsExactly("ok: nftables, its ports are opened by the plan");
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
    assertThat(findings())
        .containsExactly("warn: firewalld is not active on the host, and the site file names it");
  }

  @Test
  void awaitsThePortsThatThePlanOpensBesideThoseThatStandOpen() {
    var more =
        """
          - {name: w1, address: 10.0.0.21, roles: [worker]}
          - {name: l1, address: 10.0.0.31, roles: [worker, lb]}
        """;
    host.site(more + "network: {firewall: {mode: apply}}\n");
    assertThat(awaited()).as("nothing stands yet").containsExactly("s1", "w1", "l1");

    stands();
    assertThat(awaited()).as("all stands as wanted").isEmpty();

    host.firewallLoaded = Optional.of(false);
    assertThat(awaited()).as("somebody flushed the rules").containsExactly("s1", "w1", "l1");
    host.firewallLoaded = Optional.of(true);
    assertThat(awaited()).as("they are loaded").isEmpty();

    host.manifest = withService("{name: web, image: web, port: 80, hostPort: 18081}");
    assertThat(awaited()).as("a bundle with a new port").containsExactly("w1");

    stands();
    host.site(
        more
            + "  - {name: w2, address: 10.0.0.22, roles: [worker]}\n"
            + "network: {firewall: {mode: apply}}\n");
    assertThat(awaited()).as("a host is added").containsExactly("s1", "w1", "l1", "w2");

    host.site(more + "network: {firewall: {mode: print}}\n");
    assertThat(awaited()).as("the plan opens nothing").isEmpty();
  }

  @Test
  void namesTheCommandThatLoadsTheRulesAgainAfterSomebodyThrewThemAway() {
    firewall("{mode: apply}");
    host.tools.put("nft", "/usr/sbin/nft");
    host.firewallLoaded = Optional.of(true);
    assertThat(findings()).containsExactly("ok: nftables, its ports are opened by the plan");
    host.firewallLoaded = Optional.of(false);
    assertThat(problems()).as("the plan mends it").isEmpty();
    assertThat(host.report().warnings())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.fix())
                    .containsExactly(
                        "holdfast apply   # opens the ports again",
                        "or on the host: systemctl reload holdfast-firewall.service"));
  }

  @Test
  void warnsBeforeThePlanTakesAwayWhatHoldfastOpened() {
    for (var mode : List.of("none", "print")) {
      firewall("{mode: " + mode + "}");
      host.current.put("firewall", "1-a");
      assertThat(problems()).isEmpty();
      assertThat(host.report().warnings())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.headline()).contains("own rules alone decide");
                assertThat(problem.fix().getFirst())
                    .startsWith("holdfast requirements SITE --firewall nftables --host ");
              });
      host.current.clear();
      assertThat(host.report().warnings()).isEmpty();
    }
  }

  private final Map<String, String> copies = new TreeMap<>();

  /// The plan was carried out.
  private void stands() {
    host.site
        .hosts()
        .forEach(
            each ->
                copies.put(
                    each.name(),
                    Platform.firewallCopy(host.site, host.manifest, each).orElseThrow()));
  }

  private List<String> awaited() {
    return host.site.hosts().stream().filter(this::isAwaited).map(Host::name).toList();
  }

  private boolean isAwaited(Host each) {
    host.current.clear();
    Optional.ofNullable(copies.get(each.name()))
        .ifPresent(copy -> host.current.put("firewall", copy));
    return FirewallChecks.opensLater(host.site, host.manifest, each, host.facts());
  }

  private Manifest withService(String service) {
    var read = YamlBinder.read("service.yaml", service, ServiceSpec.class).value();
    return new Manifest(
        host.manifest.schema(),
        "shop",
        "2",
        "swarm",
        List.of(),
        List.of(),
        VendorSettings.none().withServices(List.of(read)),
        List.of());
  }

  private List<Problem> problems() {
    return host.report().failures();
  }

  private List<String> findings() {
    return host.report().findings().stream()
        .filter(finding -> finding.check().equals("firewall"))
        .map(finding -> finding.level().word() + ": " + finding.text())
        .toList();
  }

  private void runs(String unit) {
    host.units.put(unit, new UnitReading("active", true, 7, 1));
  }

  private void firewall(String settings) {
    host.site("network: {firewall: " + settings + "}\n");
  }
}
