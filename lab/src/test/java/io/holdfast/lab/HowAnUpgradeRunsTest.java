package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Facts;
import io.holdfast.scheduler.run.HostState;
import io.holdfast.scheduler.sim.SimOptions;
import io.holdfast.scheduler.sim.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The table of a host's states in the guide, beside what simulated runs write into their journals.
class HowAnUpgradeRunsTest {
  private static final int BATCH = 100;
  private static final int FEWEST_SEEDS = 300;

  /// A leader that is found out at the last look is rare.
  private static final int MOST_SEEDS = 12_000;

  private static final Pattern ROW =
      Pattern.compile("^\\| ([a-z ]+) \\| `([a-z-]+)` \\| ([a-z ]+) \\|", Pattern.MULTILINE);

  private static SortedSet<String> told() throws IOException {
    var rows = new TreeSet<String>();
    var guide = Files.readString(Documents.PROJECT.resolve("docs/how-an-upgrade-runs.md"));
    ROW.matcher(guide)
        .results()
        .forEach(row -> rows.add(move(row.group(1), row.group(2), row.group(3))));
    return rows;
  }

  private static String move(String from, String record, String to) {
    return from + " | " + record + " | " + to;
  }

  /// Every way from one state of a host to another that a run took.
  private static SortedSet<String> moves(List<JournalRecord> journal) {
    var moves = new TreeSet<String>();
    var facts = Facts.of(List.of());
    var before = states(facts);
    for (var found : journal) {
      facts = facts.with(Fact.of(found), found.wallMs());
      if (found.kind().startsWith("step-")) {
        continue;
      }
      var after = states(facts);
      for (var host : after.keySet()) {
        var from = before.getOrDefault(host, HostState.WAITING);
        if (from != after.get(host)) {
          moves.add(move(from.text(), found.kind(), after.get(host).text()));
        }
      }
      before = after;
    }
    return moves;
  }

  private static Map<String, HostState> states(Facts facts) {
    var states = new TreeMap<String, HostState>();
    facts
        .marks()
        .hosts()
        .forEach(
            (group, marks) ->
                marks.forEach((host, mark) -> states.put(group + " " + host, mark.state())));
    return states;
  }

  @Test
  void everyWayOfAHostThatRunsTakeIsInTheGuideAndNoOther() throws IOException {
    var moves = new TreeSet<String>();
    for (var first = 1L;
        first <= FEWEST_SEEDS || (first <= MOST_SEEDS && !moves.containsAll(told()));
        first += BATCH) {
      LongStream.range(first, first + BATCH)
          .parallel()
          .mapToObj(seed -> moves(Simulator.journal(seed, options(seed))))
          .toList()
          .forEach(moves::addAll);
    }
    assertThat(told()).containsExactlyElementsOf(moves);
  }

  /// Every other run is an upgrade: what is rare happens there.
  private static SimOptions options(long seed) {
    return seed % 2 == 0 ? SimOptions.of(Plan.Verb.UPGRADE) : SimOptions.standard();
  }

  @Test
  void theGuideNamesEachState() throws IOException {
    var guide = Files.readString(Documents.PROJECT.resolve("docs/how-an-upgrade-runs.md"));
    Arrays.stream(HostState.values()).forEach(state -> assertThat(guide).contains(state.text()));
  }
}
