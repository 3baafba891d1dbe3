package io.holdfast.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.config.ConfigChange.Hunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  private static List<Hunk> diff(String before, String after) {
    return LineDiff.of(LineDiff.lines(before), LineDiff.lines(after));
  }

  private static String numbers(int count) {
    var text = new StringBuilder();
    IntStream.rangeClosed(1, count).forEach(number -> text.append(number).append('\n'));
    return text.toString();
  }

  @Test
  void showsThreeLinesAroundAChangeAsTheUnifiedFormDoes() {
    var hunks = diff(numbers(9), numbers(9).replace("5\n", "five\nand a half\n"));
    assertThat(hunks)
        .containsExactly(
            new Hunk(
                2,
                7,
                2,
                8,
                List.of(" 2", " 3", " 4", "-5", "+five", "+and a half", " 6", " 7", " 8")));
    assertThat(hunks.getFirst().head()).isEqualTo("@@ -2,7 +2,8 @@");
  }

  @Test
  void joinsChangesThatShareTheirSurroundingsAndPartsThoseThatDoNot() {
    assertThat(diff(numbers(20), numbers(20).replace("\n5\n", "\nx\n").replace("\n12\n", "\ny\n")))
        .hasSize(1);
    assertThat(diff(numbers(20), numbers(20).replace("\n5\n", "\nx\n").replace("\n13\n", "\ny\n")))
        .hasSize(2);
  }

  @Test
  void saysThatTheLastLineHasNoEnd() {
    assertThat(diff("a\n", "a").getFirst().lines())
        .containsExactly(" a", "+\\ no line feed at the end");
    assertThat(diff("a\n", "a\n")).isEmpty();
  }

  @Test
  void namesNoLineWhereThereIsNone() {
    assertThat(diff("", "a\n").getFirst().head()).isEqualTo("@@ -0,0 +1,1 @@");
    assertThat(diff("a\n", "").getFirst().head()).isEqualTo("@@ -1,1 +0,0 @@");
  }

  /// What is left and what is new, taken together with what is between the hunks, gives the new
  /// text.
  @Test
  void givesTheNewTextWhenItIsCarriedOut() {
    long seed = 20261121;
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var before = lines(random);
      var after = lines(random);
      var hunks = LineDiff.of(before, after);
      assertThat(applied(before, hunks)).as("seed %d, round %d", seed, round).isEqualTo(after);
    }
  }

  private static List<String> lines(Random random) {
    return random.ints(random.nextInt(30), 0, 5).mapToObj(Integer::toString).toList();
  }

  private static List<String> applied(List<String> before, List<Hunk> hunks) {
    var result = new ArrayList<String>();
    int at = 0;
    for (var hunk : hunks) {
      int from = hunk.fromCount() == 0 ? hunk.from() : hunk.from() - 1;
      result.addAll(before.subList(at, from));
      hunk.lines().stream()
          .filter(line -> line.charAt(0) != '-')
          .forEach(line -> result.add(line.substring(1)));
      at = from + hunk.fromCount();
    }
    result.addAll(before.subList(at, before.size()));
    return result;
  }

  @Test
  void takesTwoLongTextsThatShareNothingAsReplaced() {
    var hunks = diff(numbers(3_000), numbers(3_000).replace("\n", "x\n"));
    assertThat(hunks).hasSize(1);
    assertThat(hunks.getFirst().lines()).hasSize(6_000);
  }
}
