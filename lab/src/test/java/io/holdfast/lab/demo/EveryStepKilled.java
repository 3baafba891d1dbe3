package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.scheduler.plan.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/// An upgrade whose program is killed with `kill -9` before the first step, before each host, in
/// each step and after it; `resume` goes on each time.
final class EveryStepKilled {
  private static final int KILLED = 137;

  /// How long after its announcement a step is interrupted, in turn: some have not left the program
  /// by then, some are done.
  private static final List<Long> IN_STEP_MS = List.of(0L, 200L, 700L, 2_000L);

  private final PracticeSite site;
  private final Set<String> seen = new HashSet<>();
  private volatile boolean isKilled;
  private int kills;

  EveryStepKilled(PracticeSite site) {
    this.site = site;
  }

  /// How often it was killed.
  int carryOut(String bundle) {
    var who = site.administrator();
    var ended = runOnce(who.verb("upgrade", "--bundle", bundle));
    while (ended.exitCode() == KILLED) {
      remember();
      ended = runOnce(who.verb("resume"));
    }
    assertThat(ended.exitCode()).as("after %d kills\n%s", kills, ended.errors()).isZero();
    assertThat(seen).as("places at which it was killed").containsAll(planned());
    return kills;
  }

  private Program.Ended runOnce(String... arguments) {
    isKilled = false;
    var started = new CompletableFuture<Program.Running>();
    var running = site.start(event -> kill(event, started), arguments);
    started.complete(running);
    return running.await();
  }

  /// What the program said before its end still comes: it was killed behind that too.
  private void kill(JsonNode event, CompletableFuture<Program.Running> started) {
    var place = place(event);
    if (place.isEmpty() || !seen.add(place) || isKilled) {
      return;
    }
    if (place.startsWith("in ")) {
      sleep(IN_STEP_MS.get(kills % IN_STEP_MS.size()));
    }
    isKilled = true;
    kills++;
    started.join().kill();
    PracticeSite.say("killed " + place);
  }

  private static String place(JsonNode event) {
    var path = event.path("path").asString("");
    return switch (event.path("kind").asString("")) {
      case "run-started" -> "before all";
      case "host-started" -> "before " + path + "/" + event.path("host").asString("");
      case "step-started" -> "in " + path;
      case "step-done" -> "after " + path;
      default -> "";
    };
  }

  /// What the journal holds and nobody was told of was written right before the program ended.
  private void remember() {
    for (var found : lastRun().records()) {
      var path = found.entry().path();
      switch (found.kind()) {
        case "run-started" -> seen.add("before all");
        case "host-started" -> seen.add("before " + path + "/" + found.entry().host());
        case "step-started" -> seen.add("in " + path);
        case "step-done" -> seen.add("after " + path);
        default -> {}
      }
    }
  }

  /// All places, by the plan of the run.
  private SortedSet<String> planned() {
    var places = new TreeSet<>(Set.of("before all"));
    for (var stage : lastRun().plan().orElseThrow().stages()) {
      if (stage instanceof Stage.Group group) {
        group.hosts().forEach(work -> places.add("before " + group.path() + "/" + work.host()));
      }
      for (var step : stage.planned()) {
        places.add("in " + step.path());
        places.add("after " + step.path());
      }
    }
    return places;
  }

  private RunFolder lastRun() {
    return site.administrator().lastRun();
  }

  private static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
