package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a certificate that was imported anew makes of the next plan.
class RenewedCertificateTest {
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

  private final Site site =
      PracticePlans.site(text -> text + "network: {outward: {names: [shop.example.com]}}\n");

  /// The balancers with the files that are made for them, the certificate in the vault being this.
  private List<DesiredHost> balancers(String certificate) {
    return site.loadBalancers().stream()
        .map(
            host ->
                new DesiredHost(
                    host.name(),
                    new TreeMap<>(Map.of(Layout.HAPROXY, balancer(host.name(), certificate))),
                    List.of()))
        .toList();
  }

  private DesiredCopy balancer(String host, String certificate) {
    return copy(host, Layout.HAPROXY, certificate, DesiredCopy.TakesOver.RELOAD);
  }

  private DesiredCopy copy(
      String host, String component, String certificate, DesiredCopy.TakesOver takesOver) {
    var model =
        HostModel.of(
            site,
            site.host(host).orElseThrow(),
            VendorSettings.none(),
            Map.of(component, "3.0.11"));
    var files = new Renderer().files(model, component);
    var placed =
        files.placedFiles().stream()
            .map(
                file ->
                    new Action.PlaceFile(
                        file.path(),
                        file.mode(),
                        file.ownership(),
                        SecretText.of(
                            file.text().resolve(name -> Secret.of(certificate)).reveal())))
            .toList();
    return new DesiredCopy(
        component,
        DesiredCopy.Kind.PACKAGES,
        "3.0.11",
        List.of(
            new Action.CopyFile(
                "etc/" + component, "0644", Optional.empty(), Optional.of(SecretText.of("same")))),
        placed,
        List.of(),
        files.units(),
        Optional.empty(),
        List.of(),
        files.checks().stream()
            .map(check -> new Action.Check(check.argumentsFor("/copy"), 60))
            .toList(),
        takesOver,
        List.of());
  }

  private Plan plan(String standing, String wanted) {
    return PracticePlans.plan(
        site,
        MANIFEST,
        Plan.Verb.APPLY,
        balancers(wanted),
        PracticePlans.standing(balancers(standing)),
        operation -> false);
  }

  @Test
  void isBroughtToTheBalancersByReloadsOneAfterTheOther() {
    var plan = plan("old", "new");
    var changed =
        plan.stages().stream()
            .filter(Stage.Group.class::isInstance)
            .map(Stage.Group.class::cast)
            .toList();
    assertThat(changed).hasSize(1);
    var group = changed.getFirst();
    assertThat(group.path()).isEqualTo("/load-balancers");
    assertThat(group.batch()).isEqualTo(1);
    assertThat(group.hosts()).extracting(Stage.HostWork::host).containsExactly("w1", "w2");
    for (var work : group.hosts()) {
      assertThat(PracticePlans.gates(work.before())).containsOnly("lb.serving");
      var actions = ((Step.OnHost) work.steps().getFirst().work()).actions();
      assertThat(actions).contains(new Action.Unit(Layout.HAPROXY_UNIT, Action.UnitVerb.RELOAD));
      assertThat(actions)
          .filteredOn(Action.Unit.class::isInstance)
          .as("nothing else happens to the process")
          .hasSize(1);
      assertThat(actions.getFirst())
          .isInstanceOfSatisfying(
              Action.PlaceFile.class,
              file -> assertThat(file.path()).isEqualTo(Layout.HAPROXY_CERTIFICATE));
      assertThat(actions.stream().map(action -> action.getClass().getSimpleName()).toList())
          .as("HAProxy checks what it will read before it reads it")
          .containsSubsequence("PlaceFile", "Check", "Unit");
    }
  }

  private Plan consulPlan(String standing, String wanted) {
    return PracticePlans.plan(
        site,
        MANIFEST,
        Plan.Verb.APPLY,
        members(wanted),
        PracticePlans.standing(members(standing)),
        operation -> false);
  }

  /// All hosts with the files of their Consul, every certificate of the cluster being this.
  private List<DesiredHost> members(String certificate) {
    return site.hosts().stream()
        .map(
            host ->
                new DesiredHost(
                    host.name(),
                    new TreeMap<>(
                        Map.of(
                            Layout.CONSUL,
                            copy(
                                host.name(),
                                Layout.CONSUL,
                                certificate,
                                DesiredCopy.TakesOver.RESTART))),
                    List.of()))
        .toList();
  }

  /// As if all certificates of the cluster came to their end at once, which they do.
  @Test
  void ofTheClusterIsARestartOfOneServerAfterTheOtherBehindItsQuorum() {
    var plan = consulPlan("old", "new");
    var groups =
        plan.stages().stream()
            .filter(Stage.Group.class::isInstance)
            .map(Stage.Group.class::cast)
            .toList();
    var servers = groups.getFirst();
    assertThat(servers.hosts())
        .extracting(Stage.HostWork::host)
        .containsExactlyInAnyOrder("s1", "s2", "s3");
    assertThat(servers.batch()).isEqualTo(1);
    for (var work : servers.hosts()) {
      assertThat(work.before()).isNotEmpty();
      assertThat(work.after()).isNotEmpty();
      assertThat(((Step.OnHost) work.steps().getLast().work()).actions())
          .filteredOn(Action.Unit.class::isInstance)
          .containsExactly(new Action.Unit(Layout.CONSUL_UNIT, Action.UnitVerb.RESTART));
    }
    assertThat(groups).hasSize(2);
    assertThat(PracticePlans.hosts(groups.getLast())).containsExactly("w1", "w2");
    assertThat(plan.stages().stream().filter(Stage.Everywhere.class::isInstance))
        .as("nothing happens on all hosts at once")
        .isEmpty();
    assertThat(consulPlan("new", "new").isEmpty()).isTrue();
  }

  @Test
  void changesNothingTheSecondTime() {
    assertThat(plan("new", "new").isEmpty()).isTrue();
  }

  /// Balancers as they stand with TLS, wanted without it. What of them is read is asked for as the
  /// planning asks.
  private Plan withoutTls(Map<String, HostReading> standing) {
    var plain = balancers("any").stream().map(RenewedCertificateTest::withoutCertificate).toList();
    plain.forEach(host -> assertThat(host.withdrawnKeys()).containsKey(Layout.HAPROXY_CERTIFICATE));
    return PracticePlans.plan(site, MANIFEST, Plan.Verb.APPLY, plain, standing, operation -> false);
  }

  private static DesiredHost withoutCertificate(DesiredHost host) {
    var copy = host.copy(Layout.HAPROXY).orElseThrow();
    var placed =
        copy.placed().stream()
            .filter(file -> !file.path().equals(Layout.HAPROXY_CERTIFICATE))
            .toList();
    var plain =
        new DesiredCopy(
            copy.component(),
            copy.kind(),
            copy.version(),
            copy.files(),
            placed,
            copy.packages(),
            copy.units(),
            copy.user(),
            copy.folders(),
            copy.checks(),
            copy.takesOver(),
            copy.readers());
    return new DesiredHost(host.host(), new TreeMap<>(Map.of(Layout.HAPROXY, plain)), List.of());
  }

  @Test
  void leavesNoKeyOnAHostThatNoLongerServesTls() {
    var wanted = balancers("old");
    wanted.forEach(host -> assertThat(host.withdrawnKeys()).isEmpty());
    var plan = withoutTls(PracticePlans.standing(wanted));
    var last = plan.stages().getLast();
    assertThat(last.planned())
        .extracting(step -> ((Step.OnHost) step.work()).actions())
        .containsOnly(List.of(new Action.RemoveFile(Layout.HAPROXY_CERTIFICATE)))
        .hasSize(2);
    var gone = balancers("old").stream().map(RenewedCertificateTest::withoutCertificate).toList();
    assertThat(withoutTls(PracticePlans.standing(gone)).isEmpty()).isTrue();
  }

  @Test
  void touchesNoFileOfAHostWhereHoldfastBroughtNoBalancer() {
    var foreign =
        PracticePlans.reading(
            Map.of(), Map.of(Layout.HAPROXY_CERTIFICATE, "theirs"), Map.of(), Map.of());
    var plan = withoutTls(Map.of("w1", foreign, "w2", foreign));
    assertThat(Json.write(plan)).doesNotContain("remove-file");
  }

  @Test
  void standsInAPlanByItsNameOnly() {
    var model =
        HostModel.of(
            site,
            site.loadBalancers().getFirst(),
            VendorSettings.none(),
            Map.of(Layout.HAPROXY, "3.0.11"));
    var file =
        new Renderer()
            .files(model, Layout.HAPROXY).placedFiles().stream()
                .filter(placed -> placed.path().equals(Layout.HAPROXY_CERTIFICATE))
                .findFirst()
                .orElseThrow();
    assertThat(file.mode()).isEqualTo("0640");
    assertThat(file.ownership()).isEqualTo("root:root");
    assertThat(file.text().names()).containsExactly("tls.outward.cert", "tls.outward.key");
    assertThat(Json.write(file.text())).contains("{{secret:tls.outward.key}}");
  }
}
