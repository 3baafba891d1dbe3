package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.sim.Rehearsal;
import io.holdfast.scheduler.sim.RehearsalReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalPageTest {
  @TempDir private Path folder;

  private static RehearsalReport report() {
    var workers = IntStream.rangeClosed(1, 10).mapToObj(i -> "w" + i).toList();
    return new RehearsalReport(
        "holdfast/sim/1",
        "result",
        40,
        9_000,
        0,
        1,
        new TreeMap<>(Map.of("kill", 12, "reboot", 3)),
        "acme",
        "shop 2",
        "upgrade",
        13,
        3,
        10,
        2,
        List.of(
            new Rehearsal.Change("consul", Optional.of("1.15.3"), "1.15.4"),
            new Rehearsal.Change("haproxy", Optional.empty(), "2.6.12")),
        754_000,
        List.of(
            group("/consul-servers", Optional.of("s2"), List.of("s1", "s3", "s2")),
            group("/consul-clients", Optional.empty(), workers)),
        30,
        10,
        4_500_000);
  }

  private static Outcome.GroupOutcome group(
      String path, Optional<String> leader, List<String> order) {
    return new Outcome.GroupOutcome(
        path, "consul", leader, order, Optional.empty(), Outcome.End.FINAL, List.of());
  }

  @Test
  void saysOnOnePageWhatChangesInWhichOrderAndWhatBecameOfAllRuns() {
    var page = RehearsalPage.lines(report());
    assertThat(page)
        .startsWith(
            "Rehearsal: upgrade of the site acme, to shop 2",
            "  13 hosts: 3 servers, 10 workers, 2 load balancers",
            "  consul     1.15.3 -> 1.15.4",
            "  haproxy    new -> 2.6.12")
        .contains(
            "Undisturbed, in the time of the model: 12:34 min",
            "  /consul-servers          s1, s3, s2; s2 led before",
            "  /consul-clients          w1, w2, w3, w4, w5, w6, w7, w8 and 2 more",
            "With faults: 40 runs, the longest 1:15 h with its kills, outages and resumes",
            "      30  reached their end",
            "       0  broke a promise",
            "      12  kill");
    assertThat(page).hasSizeLessThan(60);
  }

  @Test
  void whatStandsIsWhatTheRunsOfThisMachineHaveBrought() {
    var site = SiteFolder.of(folder, "acme");
    assertThat(SiteRehearsal.standing(site)).isEmpty();
    var runs = new KeptRuns(site);
    runs.add("install", "1", 0, Map.of("consul", "1.15.3-aaaaaaaaaaaa"));
    runs.add("upgrade", "2", 7, Map.of("consul", "1.15.4-bbbbbbbbbbbb"));
    assertThat(SiteRehearsal.standing(site)).containsOnly(Map.entry("consul", "1.15.3"));
    runs.add("upgrade", "3", 0, Map.of("consul", "1.16.0-cccccccccccc"));
    assertThat(SiteRehearsal.standing(site)).containsOnly(Map.entry("consul", "1.16.0"));
  }
}
