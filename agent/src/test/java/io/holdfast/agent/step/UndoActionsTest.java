package io.holdfast.agent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.FakeHost;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepResult.Status;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Giving up the way back on one host.
class UndoActionsTest {
  private static final String OLD = "20261101-010000-upgrade-0001";
  private static final String OWN = "20261122-010000-finalize-0002";
  @TempDir Path folder;
  private FakeHost host;
  private Path consul;

  @BeforeEach
  void aHostThatWasUpgraded() throws IOException {
    host = new FakeHost(folder);
    consul = at("/opt/holdfast/consul");
    for (var copy : List.of("1.15.2-a", "1.15.3-b", "1.15.4-c")) {
      DurableFiles.openFolders(consul.resolve(copy + "/bin"));
      Files.writeString(consul.resolve(copy + "/bin/consul"), copy);
    }
    Files.createSymbolicLink(consul.resolve("current"), Path.of("1.15.4-c"));
  }

  private Path at(String path) {
    return host.root().at(path);
  }

  private Outcome perform(Action action) throws IOException {
    return perform(OWN, action);
  }

  private Outcome perform(String run, Action action) throws IOException {
    var name = new StepName(run, "/finalize/s1/remove");
    return new Actions(host.root(), host, new Images(host.root()), name).perform(action);
  }

  private static Action.RemoveCopies remove(String... copyIds) {
    return new Action.RemoveCopies("/opt/holdfast", "consul", List.of(copyIds));
  }

  private List<String> names(Path of) throws IOException {
    try (var files = Files.list(of)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void removesTheCopiesThatItIsToldAndNothingTheSecondTime() throws IOException {
    assertThat(perform(remove("1.15.2-a", "1.15.3-b")))
        .isEqualTo(Outcome.changed("removed consul 1.15.2-a, 1.15.3-b"));
    assertThat(names(consul)).containsExactly("1.15.4-c", "current");
    assertThat(consul.resolve("current/bin/consul")).hasContent("1.15.4-c");
    assertThat(perform(remove("1.15.2-a", "1.15.3-b")).changed()).isFalse();
  }

  @Test
  void leavesACopyThatCameAfterThePlan() throws IOException {
    perform(remove("1.15.2-a"));
    assertThat(names(consul)).containsExactly("1.15.3-b", "1.15.4-c", "current");
  }

  @Test
  void removesNothingAtAllWhereOneOfThemIsTheChosenCopyHoweverItsLinkIsWritten()
      throws IOException {
    for (var link :
        List.of(Path.of("1.15.4-c"), Path.of("./1.15.4-c"), consul.resolve("1.15.4-c"))) {
      DurableFiles.replaceLink(consul.resolve("current"), link);
      assertThatThrownBy(() -> perform(remove("1.15.2-a", "1.15.4-c")))
          .hasMessageContaining("is the copy that is chosen; it stays");
      assertThat(names(consul)).containsExactly("1.15.2-a", "1.15.3-b", "1.15.4-c", "current");
    }
  }

  @Test
  void isNoWayOutOfTheFolderOfACopy() {
    for (var name : List.of("../agent", "..", "", "1/../../x", "/etc")) {
      assertThatThrownBy(() -> perform(remove(name))).hasMessageContaining("can't name a copy");
    }
  }

  @Test
  void neverRemovesTheLinkItself() throws IOException {
    assertThatThrownBy(() -> perform(remove("current"))).isInstanceOf(HoldfastException.class);
    assertThat(consul.resolve("current/bin/consul")).hasContent("1.15.4-c");
  }

  @Test
  void removesWhatAKilledAttemptHadRenamedAlready() throws IOException {
    DurableFiles.move(consul.resolve("1.15.3-b"), consul.resolve("1.15.3-b.part-4711"));
    Files.delete(consul.resolve("1.15.3-b.part-4711/bin/consul"));
    assertThat(perform(remove("1.15.2-a", "1.15.3-b")).changed()).isTrue();
    assertThat(names(consul)).containsExactly("1.15.4-c", "current");
  }

  @Test
  void hasNothingToDoForAComponentThatIsNotThere() throws IOException {
    var action = new Action.RemoveCopies("/opt/holdfast", "nomad", List.of("2.0.4-a"));
    assertThat(perform(action)).isEqualTo(Outcome.same("no older copies of nomad"));
  }

  @Test
  void sparesTheSharedFileOfTheChosenCopy() throws IOException {
    var shared = consul.resolve("1.15.4-c/bin/shared");
    Files.writeString(shared, "s");
    Files.createLink(consul.resolve("1.15.3-b/bin/shared"), shared);
    perform(remove("1.15.3-b"));
    assertThat(shared).hasContent("s");
  }

  private void replaceAFile(String run, String text) throws IOException {
    var name = new StepName(run, "/consul/s1/swap");
    var secret = SecretText.of(text);
    new Actions(host.root(), host, new Images(host.root()), name)
        .perform(new Action.PlaceFile("/etc/x/a.conf", "0640", FakeHost.me(), secret));
  }

  @Test
  void forgetsWhatOtherRunsKeptAndNotWhatItsOwnRunKeeps() throws IOException {
    replaceAFile(OLD, "one");
    replaceAFile(OWN, "two");
    var forget = new Action.ForgetUndo(List.of(OLD, OWN), List.of());
    assertThat(perform(forget).says())
        .isEqualTo("forgot what 1 runs kept, and removed 0 folders set aside");
    assertThat(names(host.root().kept())).containsExactly(OWN);
    assertThat(perform(forget)).isEqualTo(Outcome.same("nothing kept for an undo"));
    assertThat(at("/etc/x/a.conf")).hasContent("two");
  }

  @Test
  void removesFoldersSetAsideByRunsAndNothingThatAPersonPutThere() throws IOException {
    var raft = "/var/lib/holdfast/consul/raft";
    for (var name : List.of("", ".aside-" + OLD, ".aside-" + OLD + "-2", ".aside-mine")) {
      DurableFiles.openFolders(at(raft + name));
      Files.writeString(at(raft + name + "/raft.db"), "data");
    }
    assertThat(Asides.of(at(raft)))
        .containsExactly(at(raft + ".aside-" + OLD), at(raft + ".aside-" + OLD + "-2"));
    var mine =
        new Action.ForgetUndo(List.of(), List.of(raft + ".aside-" + OLD, raft + ".aside-mine"));
    assertThatThrownBy(() -> perform(mine)).hasMessageContaining("was set aside by no run");
    var plain = new Action.ForgetUndo(List.of(), List.of(raft));
    assertThatThrownBy(() -> perform(plain)).hasMessageContaining("was set aside by no run");
    assertThat(at(raft + ".aside-" + OLD)).isDirectory();
    var both =
        new Action.ForgetUndo(
            List.of(), List.of(raft + ".aside-" + OLD, raft + ".aside-" + OLD + "-2"));
    assertThat(perform(both).changed()).isTrue();
    assertThat(perform(both).changed()).isFalse();
    assertThat(names(DurableFiles.parent(at(raft)))).containsExactly("raft", "raft.aside-mine");
  }

  @Test
  void refusesARunThatNamesAFolderElsewhere() {
    assertThatThrownBy(() -> perform(new Action.ForgetUndo(List.of("../site"), List.of())))
        .isInstanceOf(HoldfastException.class);
  }

  @Test
  void reachesTheSameEndWhereItWasKilledHalfWay() throws IOException {
    replaceAFile(OLD, "one");
    var bench = new StepBench(folder);
    bench.killNext(1);
    var forget = new Action.ForgetUndo(List.of(OLD), List.of());
    var step = StepBench.step("/finalize/s1/remove", 1, remove("1.15.2-a", "1.15.3-b"), forget);
    DurableFiles.move(consul.resolve("1.15.2-a"), consul.resolve("1.15.2-a.part-1"));
    var result = bench.run(step);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.changed()).isTrue();
    assertThat(names(consul)).containsExactly("1.15.4-c", "current");
    assertThat(names(host.root().kept())).isEmpty();
    assertThat(bench.started).hasValue(2);
  }
}
