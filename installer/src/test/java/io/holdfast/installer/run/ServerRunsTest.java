package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerRunsTest {
  private static final String OLDER = "20261121-084442-upgrade-0001";
  private static final String NEWER = "20261122-084442-upgrade-0002";
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");

  @TempDir private Path folder;
  private final Map<String, byte[]> files = new TreeMap<>();

  private SiteFolder site() {
    return SiteFolder.of(folder.resolve("here"), "acme");
  }

  private RunFolder keep(SiteFolder in, String runId, long fence) {
    var run = in.run(runId);
    run.saveAbout(
        new RunFolder.About(
            runId, "upgrade", "me", "d", "acme", "2", "", 1, Optional.empty(), Optional.empty()));
    run.savePlan(
        new Plan(
            Plan.SCHEMA,
            "acme-1",
            "acme",
            Plan.Verb.UPGRADE,
            new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
            new TreeMap<>(),
            List.of()));
    Journal journal = run.openJournal().journal();
    journal.append(new Fact.RunStarted(runId, "digest", "UPGRADE", fence).entry(), 1);
    return run;
  }

  private void keepOn(String server, String runId, long fence, Optional<Outcome> end) {
    var run = keep(SiteFolder.of(folder.resolve(server), "acme"), runId, fence);
    var name = server + ":journal/" + runId;
    files.put(server + ":journal/last", Json.canonical(runId));
    files.put(name + ".run", Json.canonical(run.about().orElseThrow()));
    files.put(name + ".plan", Json.canonical(run.plan().orElseThrow()));
    files.put(name, run.journalBytes());
    end.ifPresent(outcome -> files.put(name + ".outcome", Json.canonical(outcome)));
  }

  private static Optional<Outcome> end(int exitCode) {
    return Optional.of(new Outcome(exitCode, exitCode == 6, List.of(), List.of(), List.of()));
  }

  private Optional<String> unfinished() {
    return new ServerRuns(
            (server, name) -> {
              if (server.equals("s3")) {
                throw new IOException("no route to host");
              }
              return Optional.ofNullable(files.get(server + ":" + name));
            })
        .unfinishedElsewhere(SERVERS, site());
  }

  @Test
  void saysNothingWhereServersKeepNoRunOrOneThatEndedWell() {
    assertThat(unfinished()).isEmpty();
    keepOn("s1", OLDER, 4, end(0));
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void namesARunOfAnotherMachineThatStoppedWasCutOffOrWasPutBack() {
    keepOn("s1", OLDER, 4, end(6));
    assertThat(unfinished()).contains(OLDER);
    keepOn("s1", OLDER, 4, Optional.empty());
    assertThat(unfinished()).contains(OLDER);
    files.clear();
    keepOn("s2", NEWER, 4, end(7));
    assertThat(unfinished()).contains(NEWER);
  }

  @Test
  void believesTheServerThatKeepsTheNewestRun() {
    keepOn("s1", OLDER, 4, end(6));
    keepOn("s2", NEWER, 5, end(0));
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void leavesARunOfThisMachineToItsOwnFolder() {
    keepOn("s1", OLDER, 4, end(6));
    keep(site(), OLDER, 4);
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void aRunThatOnlyANewerHoldfastReadsIsNotTakenForNone() {
    keepOn("s1", OLDER, 4, end(0));
    keepOn("s2", NEWER, 5, end(0));
    var newer = "{\"state\":{\"version\":2,\"program\":\"0.3.0\"},\"colour\":1}";
    files.put("s2:journal/" + NEWER + ".run", newer.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::unfinished).hasMessageContaining("HF-VER-006");
  }
}
