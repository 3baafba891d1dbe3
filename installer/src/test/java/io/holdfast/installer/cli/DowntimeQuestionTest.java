package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.planner.WorkerPlans;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.site.WorkerMode;
import org.junit.jupiter.api.Test;

class DowntimeQuestionTest {
  private static Site site(String more) {
    return SiteReader.read(
        "site.yaml",
        """
        site: acme
        access: {user: ops, keyFile: id}
        vault: {keyFile: vault.key}
        hosts:
          - {name: s1, address: 10.0.0.1, roles: [server]}
          - {name: w1, address: 10.0.0.4, roles: [worker, lb]}
        """
            + more);
  }

  private static String question(Site site) {
    var plans =
        new WorkerPlans(
            site, "id-1", "digest", operations -> operations.stream().map(_ -> true).toList());
    return PlanLines.question(site, plans.drain("w1", WorkerMode.MIGRATE, 1_000), "Drain w1?");
  }

  @Test
  void saysSoWhereThePlanAnnouncesADowntime() {
    assertThat(question(site(""))).isEqualTo("This means downtime. Drain w1?");
    assertThat(question(site("  - {name: w2, address: 10.0.0.5, roles: [worker]}\n")))
        .isEqualTo("Drain w1?");
  }
}
