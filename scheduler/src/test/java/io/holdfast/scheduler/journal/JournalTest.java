package io.holdfast.scheduler.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final String NAME = "run.journal";
  private final MemoryDisk disk = new MemoryDisk();

  private static JournalEntry entry(String path) {
    return new JournalEntry("step-done", path, "s1", Json.toTree(Map.of("says", "füll", "n", 3)));
  }

  private void write(int count) {
    var journal = Journal.open(disk, NAME).journal();
    for (var i = 0; i < count; i++) {
      journal.append(entry("/p/" + i), 1_000 + i);
    }
  }

  private byte[] bytes() {
    return disk.read(NAME).orElseThrow();
  }

  @Test
  void readsBackWhatWasWrittenAndGoesOnWithTheNumbers() {
    write(3);
    var opened = Journal.open(disk, NAME);
    assertThat(opened.tornBytes()).isZero();
    assertThat(opened.records()).extracting(JournalRecord::seq).containsExactly(1L, 2L, 3L);
    assertThat(opened.records().get(1).entry()).isEqualTo(entry("/p/1"));
    assertThat(opened.journal().append(entry("/p/3"), 5).seq()).isEqualTo(4);
    assertThat(Journal.open(disk, NAME).records()).hasSize(4);
  }

  @Test
  void leavesOutATornEndOfEveryLengthAndSaysHowLongItWas() {
    write(2);
    var two = bytes();
    write(1);
    var three = bytes();
    for (var length = two.length; length < three.length; length++) {
      disk.replace(NAME, Arrays.copyOf(three, length));
      var opened = Journal.open(disk, NAME);
      assertThat(opened.records()).hasSize(2);
      assertThat(opened.tornBytes()).isEqualTo(length - two.length);
      assertThat(bytes()).isEqualTo(two);
    }
  }

  @Test
  void leavesOutAnEndThatTheFileSystemFilledWithZeros() {
    write(2);
    var good = bytes();
    disk.append(NAME, new byte[300]);
    assertThat(Journal.open(disk, NAME).records()).hasSize(2);
    assertThat(bytes()).isEqualTo(good);
  }

  @Test
  void refusesEveryFlippedByteBeforeTheLastRecord() {
    write(2);
    var before = bytes().length;
    write(1);
    var whole = bytes();
    for (var at = 0; at < before; at++) {
      var damaged = whole.clone();
      damaged[at] ^= 0x40;
      disk.replace(NAME, damaged);
      assertThatThrownBy(() -> Journal.open(disk, NAME))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> assertThat(refused.has(ProblemId.JOURNAL_DAMAGED)).isTrue());
    }
  }

  @Test
  void refusesARecordThatWasTakenOut() {
    write(1);
    var one = bytes();
    write(1);
    var two = bytes();
    write(1);
    var three = bytes();
    var without = new byte[one.length + three.length - two.length];
    System.arraycopy(one, 0, without, 0, one.length);
    System.arraycopy(three, two.length, without, one.length, three.length - two.length);
    disk.replace(NAME, without);
    assertThatThrownBy(() -> Journal.open(disk, NAME)).isInstanceOf(HoldfastException.class);
  }
}
