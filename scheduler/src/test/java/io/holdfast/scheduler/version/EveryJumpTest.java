package io.holdfast.scheduler.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.version.Answer.Allowed;
import io.holdfast.scheduler.version.Answer.Refused;
import io.holdfast.scheduler.version.Answer.Why;
import io.holdfast.templates.text.ProductVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// All pairs of all releases that the data names, and the first and a late one of each line.
class EveryJumpTest {
  @ParameterizedTest
  @ValueSource(strings = {"nomad", "consul"})
  void eachRefusedJumpHasStagesThatAreAllAllowedOrThereAreNone(String product) {
    var rules = VersionRules.of(product).orElseThrow();
    var releases = releases(rules.data());
    assertThat(releases).hasSizeGreaterThan(40);
    for (var from : releases) {
      var reachable = reachable(rules, from);
      for (var to : releases) {
        if (rules.jump(from, to) instanceof Refused refused) {
          check(rules, from, to, refused, reachable);
        }
      }
    }
  }

  private static void check(
      VersionRules rules, String from, String to, Refused refused, Set<String> reachable) {
    assertThat(refused.reason()).as(from + " -> " + to).contains(to);
    if (refused.path().isEmpty()) {
      var free = rules.refused(to).isEmpty() && order(from, to) < 0;
      var known = free && mayComeTo(rules, reachable, to);
      assertThat(known).as(from + " -> " + to + " has a way that was not found").isFalse();
      return;
    }
    assertThat(refused.why()).isEqualTo(Why.TOO_FAR);
    assertThat(refused.path()).as(from + " -> " + to).startsWith(from).endsWith(to);
    assertThat(refused.path().size()).isGreaterThan(2);
    for (int i = 1; i < refused.path().size(); i++) {
      assertThat(rules.jump(refused.path().get(i - 1), refused.path().get(i)))
          .as(refused.path().toString())
          .isInstanceOf(Allowed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "consul"})
  void noAllowedJumpGoesBackOrEndsAtARefusedRelease(String product) {
    var rules = VersionRules.of(product).orElseThrow();
    var releases = releases(rules.data());
    for (var from : releases) {
      for (var to : releases) {
        if (rules.jump(from, to) instanceof Allowed) {
          assertThat(order(from, to)).as(from + " -> " + to).isNotPositive();
          assertThat(rules.refused(to)).as(to).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "consul"})
  void whatIsTakenInPlaceOfARefusedReleaseIsNotRefused(String product) {
    var rules = VersionRules.of(product).orElseThrow();
    assertThat(rules.data().refused())
        .isNotEmpty()
        .allSatisfy(
            refused -> {
              assertThat(rules.refused(refused.take())).isEmpty();
              assertThat(order(refused.from(), refused.take())).isNegative();
            });
    assertThat(rules.data().stops()).allSatisfy(s -> assertThat(rules.refused(s)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "consul"})
  void theSmallestStepOverEachLineIsAllowed(String product) {
    var rules = VersionRules.of(product).orElseThrow();
    var lines = rules.data().lines();
    for (int i = 1; i < lines.size(); i++) {
      assertThat(rules.jump(lines.get(i - 1).line() + ".30", lines.get(i).line() + ".30"))
          .as(lines.get(i).line())
          .isInstanceOf(Allowed.class);
    }
  }

  /// Where one can get by stops alone, found without the code under test but for single steps.
  private static Set<String> reachable(VersionRules rules, String from) {
    var seen = new HashSet<>(List.of(from));
    var open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      var at = open.remove();
      for (var stop : rules.data().stops()) {
        if (rules.jump(at, stop) instanceof Allowed && seen.add(stop)) {
          open.add(stop);
        }
      }
    }
    return seen;
  }

  private static boolean mayComeTo(VersionRules rules, Set<String> reachable, String to) {
    return reachable.stream().anyMatch(stop -> rules.jump(stop, to) instanceof Allowed);
  }

  private static int order(String from, String to) {
    return ProductVersion.parse(from).compareTo(ProductVersion.parse(to));
  }

  private static List<String> releases(ProductRules data) {
    var all = new ArrayList<String>();
    for (var line : data.lines()) {
      all.add(line.line() + ".0");
      all.add(line.line() + ".30");
      line.stop().ifPresent(all::add);
      line.wide().ifPresent(wide -> all.addAll(List.of(wide.since(), wide.at())));
    }
    for (var refused : data.refused()) {
      var ending = refused.edition().isPresent() ? "+ent" : "";
      all.add(refused.from() + ending);
      refused.to().ifPresent(to -> all.add(to + ending));
      all.add(refused.take());
    }
    return all.stream().collect(Collectors.toCollection(TreeSet::new)).stream().toList();
  }
}
