package io.holdfast.scheduler.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.quorum.QuorumGuard.Member;
import io.holdfast.scheduler.quorum.QuorumGuard.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumGuardTest {
  private static SortedSet<String> names(int count) {
    var names = new TreeSet<String>();
    for (var i = 0; i < count; i++) {
      names.add("s" + i);
    }
    return names;
  }

  private static List<Member> members(int count, int healthy, String leader) {
    var members = new ArrayList<Member>();
    for (var i = 0; i < count; i++) {
      var isHealthy = (healthy & 1 << i) != 0;
      var seen = isHealthy ? Optional.of(leader) : Optional.<String>empty();
      members.add(new Member("s" + i, isHealthy, seen));
    }
    return members;
  }

  private static View view(int count, List<Member> members, SortedSet<String> touched) {
    return new View(count, members, names(count), touched);
  }

  /// Every health pattern, every host to stop, every set of touched hosts.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void allowsAStopExactlyWhenTheOthersStillHaveAMajorityAndNobodyElseIsTouched(int count) {
    for (var healthy = 0; healthy < 1 << count; healthy++) {
      for (var touched = 0; touched < 1 << count; touched++) {
        for (var host = 0; host < count; host++) {
          check(count, healthy, touched, host);
        }
      }
    }
  }

  private static void check(int count, int healthy, int touchedBits, int host) {
    var touched = new TreeSet<String>();
    for (var i = 0; i < count; i++) {
      if ((touchedBits & 1 << i) != 0) {
        touched.add("s" + i);
      }
    }
    var others = Integer.bitCount(healthy & ~(1 << host));
    var othersTouched = (touchedBits & ~(1 << host)) != 0;
    var expected = !othersTouched && (count == 1 || others * 2 > count);
    var ruling =
        QuorumGuard.mayStop("s" + host, view(count, members(count, healthy, "s0"), touched));
    assertThat(ruling.mayStop())
        .as(
            "N=%d healthy=%s touched=%s host=s%d: %s",
            count, Integer.toBinaryString(healthy), touched, host, ruling.why())
        .isEqualTo(expected);
  }

  @Test
  void refusesWhileTwoMembersSeeDifferentLeaders() {
    var members = new ArrayList<>(members(5, 0b11111, "s1"));
    members.set(4, new Member("s4", true, Optional.of("s2")));
    assertThat(QuorumGuard.mayStop("s0", view(5, members, new TreeSet<>())).mayStop()).isFalse();
  }

  @Test
  void refusesWhileAHealthyMemberSeesNoLeader() {
    var members = new ArrayList<>(members(3, 0b111, "s1"));
    members.set(2, new Member("s2", true, Optional.empty()));
    assertThat(QuorumGuard.mayStop("s0", view(3, members, new TreeSet<>())).mayStop()).isFalse();
  }

  @Test
  void refusesWhenAPlannedMemberWasRemovedFromThePeers() {
    var view = view(5, members(4, 0b1111, "s1"), new TreeSet<>());
    assertThat(QuorumGuard.mayStop("s0", view).mayStop()).isFalse();
  }

  @Test
  void needsTwoOthersOfThreeAndThreeOthersOfFive() {
    assertThat(QuorumGuard.majority(3)).isEqualTo(2);
    assertThat(QuorumGuard.majority(5)).isEqualTo(3);
    assertThat(QuorumGuard.mayStop("s0", view(3, members(3, 0b011, "s1"), new TreeSet<>())).why())
        .isEqualTo("1 of 2 other voters healthy, 2 needed");
  }
}
