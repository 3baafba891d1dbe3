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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The table of a host's states in the guide, beside what simulated runs write into their journals.
class HowAnUpgradeRunsTest {
  private static final int BATCH = 100;

  /// Any seeds, so that a way that the guide lacks is met here too.
  private static final int FEWEST_SEEDS = 200;

  /// Where the list does not show a rare way any more, that many more are looked through; the test
  /// then says which of them to list.
  private static final int MOST_SEEDS = 8_000;

  /// Seeds in which hosts go ways that are rare: a leader that is found out at the last look, a way
  /// back that is closed before it is begun, and one that is closed in its midst.
  private static final List<Long> RARE =
      List.of(510L, 744L, 905L, 185L, 414L, 807L, 5487L, 6584L, 7411L);

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
    var moves =
        moves(
            LongStream.concat(
                RARE.stream().mapToLong(it -> it), LongStream.range(1, FEWEST_SEEDS)));
    assertThat(told()).containsAll(moves);
    var first = (long) FEWEST_SEEDS;
    while (first < MOST_SEEDS && !moves.containsAll(told())) {
      moves.addAll(found(first, moves));
      first += BATCH;
    }
    assertThat(moves).containsExactlyElementsOf(told());
  }

  /// What some seeds more show; says which of them shows what was not known before.
  private static SortedSet<String> found(long first, Set<String> known) {
    var found = new TreeSet<String>();
    for (var seed = first; seed < first + BATCH; seed++) {
      for (var move : moves(LongStream.of(seed))) {
        if (!known.contains(move) && found.add(move)) {
          System.out.println("RARE lacks seed " + seed + ": " + move);
        }
      }
    }
    return found;
  }

  private static SortedSet<String> moves(LongStream seeds) {
    var moves = new TreeSet<String>();
    seeds
        .parallel()
        .mapToObj(seed -> moves(Simulator.journal(seed, options(seed))))
        .toList()
        .forEach(moves::addAll);
    return moves;
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
