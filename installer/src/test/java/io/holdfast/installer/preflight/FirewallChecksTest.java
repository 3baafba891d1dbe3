package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
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
