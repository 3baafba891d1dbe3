package io.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.HostLines.Entry;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLinesTest {
  private static final Entry S1 =
      new Entry("s1", "10.0.0.11", List.of(Role.SERVER), Optional.empty());
  private static final Entry S2 =
      new Entry("s2", "10.0.0.12", List.of(Role.SERVER), Optional.empty());
  private static final Entry W1 =
      new Entry("w1", "10.0.0.21", List.of(Role.WORKER, Role.LB), Optional.of("room-a"));

  @Test
  void readsWordsTablesAndRangesAlike() {
    var words = "s1 10.0.0.11 server\ns2   10.0.0.12 server\n\nw1 10.0.0.21 lb+worker room-a\n";
    var table =
        "Name,Address,Roles,Zone\ns1,10.0.0.11,server,\ns2, 10.0.0.12 ,server,\n"
            + "w1,10.0.0.21,worker+lb,room-a";
    var sheet = "s1\t10.0.0.11\tserver\t\ns2;10.0.0.12;server\nw1\t10.0.0.21\tworker lb\troom-a";
    var range = "# the servers\ns[1-2] 10.0.0.[11-12] server\nw1 10.0.0.21 worker/LB room-a";
    for (var text : List.of(words, table, sheet, range)) {
      var parsed = HostLines.parse(text);
      assertThat(parsed.problems()).isEmpty();
      assertThat(parsed.hosts()).containsExactly(S1, S2, W1);
    }
  }

  @Test
  void keepsLeadingZerosOfARange() {
    assertThat(HostLines.parse("n[08-10] 10.0.0.[8-10]").hosts())
        .extracting(Entry::name)
        .containsExactly("n08", "n09", "n10");
  }

  @Test
  void makesAHostWithoutRolesAWorker() {
    assertThat(HostLines.parse("w9 10.0.0.29").hosts())
        .containsExactly(new Entry("w9", "10.0.0.29", List.of(Role.WORKER), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s1 | needs a name and an address",
        "s1 10.0.0.1 boss | is no role",
        "s[1-3] 10.0.0.[1-2] server | 3 names for 2 addresses",
        "s[3-1] 10.0.0.[3-1] | not a range",
        "s1 10.0.0.1 server a b | more than name",
      })
  void saysWhichLineIsNotUnderstoodAndWhy(String line, String why) {
    var parsed = HostLines.parse("w1 10.0.0.9\n" + line);
    assertThat(parsed.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.where()).contains("line 2");
              assertThat(problem.what()).contains(why);
            });
  }

  @Test
  void saysThatNoHostIsNamed() {
    assertThat(HostLines.parse("\n# none\n").problems())
        .extracting(Problem::what)
        .containsExactly("No host is named");
  }
}
