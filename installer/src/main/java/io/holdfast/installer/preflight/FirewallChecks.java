package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Firewall;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether the firewall of a host is the one that the site file names, and can be changed where the
/// site wants that. Whether ports are open is not asked here: [Reachability] tries them.
final class FirewallChecks {
  private static final String CHECK = "firewall";
  private static final String FIREWALLD = "firewalld.service";
  private static final String UFW = "ufw.service";

  /// Units that show what filters on a host.
  static final List<String> UNITS = List.of(FIREWALLD, "nftables.service", UFW);

  /// Programs that load rules.
  static final List<String> PROGRAMS = List.of("firewall-cmd", "nft");

  private final Firewall wanted;
  private final Host host;
  private final HostFacts facts;
  private final List<Finding> findings = new ArrayList<>();

  private FirewallChecks(Site site, Host host, HostFacts facts) {
    this.wanted = site.network().firewall();
    this.host = host;
    this.facts = facts;
  }

  static List<Finding> of(Site site, Host host, HostFacts facts) {
    var checks = new FirewallChecks(site, host, facts);
    checks.run();
    return checks.findings;
  }

  /// The plan still has ports to open on this host: other rules stand there than shall, or none, or
  /// somebody threw them away.
  static boolean opensLater(Site site, Manifest manifest, Host host, HostFacts facts) {
    var stands = Optional.ofNullable(facts.reading().current().get(Layout.FIREWALL));
    var wanted = Platform.firewallCopy(site, manifest, host);
    return wanted.isPresent() && (!wanted.equals(stands) || isGone(facts));
  }

  private static boolean isGone(HostFacts facts) {
    return facts.reading().firewallLoaded().equals(Optional.of(false));
  }

  /// The plan takes it away: what the company's own rules let through shows only then.
  private void withdrawn() {
    var problem =
        Problem.of(
                ProblemId.FIREWALL_UNFIT,
                "The plan takes what Holdfast opened out of this firewall; from then on the host's"
                    + " own rules alone decide who gets in")
            .withHost(host.name())
            .withEvidence("network.firewall.mode: " + wanted.mode() + ", and our rules stand here")
            .withFix(
                "holdfast requirements SITE --firewall "
                    + wanted.kind()
                    + " --host "
                    + host.name()
                    + "   # what they have to let through: load it there first",
                "or leave mode: apply in site.yaml");
    findings.add(Finding.warn(CHECK, problem));
  }

  private void run() {
    if (!wanted.applies() && facts.reading().current().containsKey(Layout.FIREWALL)) {
      withdrawn();
    }
    var active = UNITS.stream().filter(this::isActive).map(FirewallChecks::name).toList();
    if (wanted.mode() == Firewall.Mode.NONE) {
      if (!active.isEmpty()) {
        ok(
            String.join(" and ", active)
                + (active.size() > 1 ? " are" : " is")
                + " active; where ports are shut: holdfast requirements SITE --firewall "
                + (isActive(FIREWALLD) ? "firewalld" : "nftables"));
      }
      return;
    }
    switch (wanted.kind()) {
      case NFTABLES -> nftables();
      case FIREWALLD -> firewalld();
    }
    if (wanted.applies() && isGone(facts)) {
      gone();
    }
    if (findings.isEmpty()) {
      ok(wanted.kind() + (wanted.applies() ? ", its ports are opened by the plan" : ""));
    }
  }

  private void nftables() {
    for (var other : List.of(FIREWALLD, UFW)) {
      if (isActive(other)) {
        wrong(
            name(other) + " is active on the host, and the site file names nftables",
            other.equals(FIREWALLD)
                ? "write network: {firewall: {kind: firewalld, ...}} into site.yaml"
                : "write mode: print there, and open the ports in ufw yourself");
      }
    }
    if (wanted.applies() && !facts.tools().containsKey("nft")) {
      wrong(
          "The program nft is missing, and the site wants its ports opened with it",
          "on the host: install the package nftables",
          "or write network: {firewall: {mode: none}} into site.yaml, if nothing filters there");
    }
  }

  private void firewalld() {
    if (!isActive(FIREWALLD)) {
      wrong(
          "firewalld is not active on the host, and the site file names it",
          "systemctl enable --now firewalld   # on the host, once ssh is let through",
          "or write another kind, or mode: none, under network.firewall in site.yaml");
    }
  }

  private void gone() {
    var problem =
        Problem.of(
                ProblemId.FIREWALL_UNFIT,
                "What Holdfast loaded into the firewall is gone; somebody loaded other rules since")
            .withHost(host.name())
            .withEvidence("the table inet holdfast, or a jump to it from a chain that drops")
            .withFix(
                "holdfast apply   # opens the ports again",
                "or on the host: systemctl reload " + Layout.FIREWALL_UNIT);
    findings.add(Finding.warn(CHECK, problem));
  }

  /// In the way only where the plan would have to change it.
  private void wrong(String what, String... fix) {
    var problem = Problem.of(ProblemId.FIREWALL_UNFIT, what).withHost(host.name()).withFix(fix);
    findings.add(wanted.applies() ? Finding.fail(CHECK, problem) : Finding.warn(CHECK, problem));
  }

  private void ok(String text) {
    findings.add(Finding.ok(CHECK, host.name(), text));
  }

  private boolean isActive(String unit) {
    var found = facts.reading().units().get(unit);
    return found != null && found.activeState().equals("active");
  }

  private static String name(String unit) {
    return unit.substring(0, unit.indexOf('.'));
  }
}
