package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.host.SystemClock;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.text.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaTest {
  private static final String RUN = "20261121-084442-upgrade-3fa9";

  @TempDir private Path folder;
  private final Clock clock = new SystemClock();
  private final FakeHosts hosts = new FakeHosts(clock);

  private Replica start(RunFolder run) {
    var site = SiteFolder.of(folder, "acme");
    return Replica.start(hosts, FakeHosts.NAMES, site, run, 1, new byte[] {1});
  }

  @Test
  void neverPutsAnOlderJournalOverANewerOne() {
    var run = SiteFolder.of(folder, "acme").run(RUN);
    var journal = run.openJournal().journal();
    try (var copies = start(run)) {
      for (var at = 0; at < 200; at++) {
        journal.append(new JournalEntry("step-done", "/a", "s1", Json.readTree("{}")), at);
        copies.journalGrew();
      }
      copies.keepAll(10_000);
      for (var name : FakeHosts.NAMES) {
        var host = hosts.host(name);
        assertThat(host.journalSizes).isSorted();
        assertThat(host.files).containsEntry("journal/" + RUN, run.journalBytes());
        assertThat(host.stored.stream().filter("journal/last"::equals)).hasSize(1);
      }
    }
  }

  @Test
  void waitsForAServerThatIsNotTheOneAboutToBeDisturbedAndNotForEver() {
    var run = SiteFolder.of(folder, "acme").run(RUN);
    run.openJournal().journal().append(new JournalEntry("a", "", "", Json.readTree("{}")), 1);
    hosts.hanging.add("s1");
    hosts.hanging.add("s2");
    try (var copies = start(run)) {
      copies.journalGrew();
      assertThat(copies.awaitElsewhere("s1", 10_000)).as("s3 has it").isTrue();
      assertThat(copies.awaitElsewhere("s3", 50)).as("neither s1 nor s2").isFalse();
      hosts.hanging.remove("s2");
      assertThat(copies.awaitElsewhere("s3", 10_000)).isTrue();
      hosts.hanging.clear();
    }
  }

  @Test
  void goesOnWithAServerAfterACopyFailedForWhateverReason() {
    var run = SiteFolder.of(folder, "acme").run(RUN);
    run.openJournal().journal().append(new JournalEntry("a", "", "", Json.readTree("{}")), 1);
    hosts.mistaken.addAll(FakeHosts.NAMES);
    try (var copies = start(run)) {
      copies.journalGrew();
      assertThat(copies.awaitElsewhere("", 10_000)).as("counted as not kept").isFalse();
      hosts.mistaken.clear();
      copies.keepAll(10_000);
      assertThat(hosts.host("s1").files).containsKey("journal/" + RUN);
    }
  }

  @Test
  void namesNoRunAsTheLastOneBeforeItHasBegun() {
    try (var copies = start(SiteFolder.of(folder, "acme").run(RUN))) {
      copies.keepAll(10_000);
      assertThat(hosts.host("s1").files).containsKey("pins").doesNotContainKey("journal/last");
    }
  }
}
