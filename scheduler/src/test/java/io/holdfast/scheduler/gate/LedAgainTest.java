package io.holdfast.scheduler.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LedAgainTest {
  /// Servers that answer, whom each names, and who is amiss.
  private record Told(SortedMap<String, String> named, List<String> amiss, List<String> known)
      implements Electorate {
    @Override
    public Hosts hosts() {
      return new Hosts(List.of());
    }

    @Override
    public List<String> answering() {
      return List.copyOf(named.keySet());
    }

    @Override
    public Optional<String> leaderNamedBy(String server) {
      return Optional.ofNullable(named.get(server)).filter(name -> !name.isEmpty());
    }

    @Override
    public List<String> unplanned(String server, SortedSet<String> gone) {
      return List.of();
    }

    @Override
    public SortedSet<String> members() {
      return new TreeSet<>(known);
    }

    @Override
    public Optional<String> objection(String server) {
      return amiss.contains(server) ? Optional.of("it follows nobody") : Optional.empty();
    }

    @Override
    public boolean mayVote(String server) {
      return true;
    }
  }

  private static final List<String> ALL = List.of("s1", "s2", "s3");

  private static Verdict judge(
      Map<String, String> named, List<String> amiss, Map<String, String> parameters) {
    var told = new Told(new TreeMap<>(named), amiss, ALL);
    var world =
        Worlds.of(
            _ -> {
              throw new AssertionError("nobody is asked here");
            },
            parameters);
    return new LedAgain(_ -> told).judge(world);
  }

  @Test
  void isMetOnceEachServerVotesAndNamesTheSameLeader() {
    var servers = Map.of("servers", "s1,s3");
    var verdict = judge(Map.of("s1", "s3", "s2", "", "s3", "s3"), List.of("s2"), servers);
    assertThat(verdict).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why()).isEqualTo("s3 leads, and s1, s3 vote");
  }

  @Test
  void waitsForTheLastServerAndForOneLeader() {
    var servers = Map.of("servers", "s1,s2,s3");
    assertThat(judge(Map.of("s1", "s1", "s2", "s1", "s3", "s1"), List.of("s3"), servers).why())
        .isEqualTo("s3: it follows nobody");
    assertThat(judge(Map.of("s1", "s1", "s2", "s2", "s3", "s1"), List.of(), servers).why())
        .contains("no one leader: [s1, s2]");
    assertThat(judge(Map.of("s1", "", "s2", "", "s3", ""), List.of(), servers).why())
        .contains("no one leader: [nobody]");
  }

  @Test
  void countsNobodyThatWasLeftOut() {
    var alone = Map.of("servers", "s1", "members", "s1");
    assertThat(judge(Map.of("s1", "s1"), List.of(), alone).why())
        .isEqualTo("the members are [s1, s2, s3], wanted are [s1]");
    var all = Map.of("servers", "s1", "members", "s3,s2,s1");
    assertThat(judge(Map.of("s1", "s1"), List.of(), all)).isInstanceOf(Verdict.Met.class);
  }
}
