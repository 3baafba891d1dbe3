package io.holdfast.agent.step;

import static io.holdfast.agent.step.StepBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.FakeHost;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepResult.Status;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StepKeeperTest {
  private static final Action RESTART = new Action.Unit("web.service", Action.UnitVerb.RESTART);
  private static final Action CHECK = new Action.Check(List.of("/bin/check"), 5);
  @TempDir Path folder;
  private StepBench bench;

  @BeforeEach
  void begin() {
    bench = new StepBench(folder);
  }

  private static Action place(String path, String text) {
    return new Action.PlaceFile(path, "0600", FakeHost.me(), SecretText.of(text));
  }

  private long restarts() {
    return bench.host.ran().stream().filter("systemctl restart web.service"::equals).count();
  }

  @Test
  void doesAStepOnceHoweverOftenItIsAsked() {
    var request = step("/a", 1, place("/etc/web/a.conf", "a = 1\n"), RESTART);
    var first = bench.run(request);
    assertThat(first.status()).isEqualTo(Status.DONE);
    assertThat(first.changed()).isTrue();
    assertThat(bench.run(request)).isEqualTo(first);
    assertThat(restarts()).isEqualTo(1);
    assertThat(bench.host.root().at("/etc/web/a.conf")).hasContent("a = 1\n");
  }

  @Test
  void saysThatNothingChangedWhereTheHostStandsAsWanted() {
    bench.run(step("/a", 1, place("/etc/web/a.conf", "a = 1\n")));
    var again = bench.run(step("/b", 1, place("/etc/web/a.conf", "a = 1\n")));
    assertThat(again.changed()).isFalse();
    assertThat(again.changes()).isEmpty();
  }

  @Test
  void startsAStepAnewWhoseUnitWasKilled() {
    bench.killNext(2);
    assertThat(bench.run(step("/a", 1, RESTART)).status()).isEqualTo(Status.DONE);
    assertThat(bench.started).hasValue(3);
    assertThat(restarts()).isEqualTo(1);
  }

  @Test
  void givesUpAStepThatIsKilledEachTimeAndTriesAgainWhenAsked() {
    bench.killNext(3);
    var result = bench.run(step("/a", 1, RESTART));
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.evidence()).contains("killed 3 times");
    assertThat(bench.run(step("/a", 1, RESTART)).status()).isEqualTo(Status.DONE);
  }

  @Test
  void waitsForTheStepUnderWayInsteadOfStartingASecond() throws Exception {
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    bench.host.answering(
        "systemctl restart",
        line -> {
          inside.countDown();
          await(goOn);
          return new Output(0, "");
        });
    var request = step("/a", 1, RESTART);
    var first = CompletableFuture.supplyAsync(() -> bench.run(request));
    inside.await();
    var second = CompletableFuture.supplyAsync(() -> bench.run(request));
    goOn.countDown();
    assertThat(second.get()).isEqualTo(first.get());
    assertThat(bench.started).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void goesOnWhereAKilledAttemptStoppedAndCountsWhatItChanged() throws IOException {
    var request = step("/a", 1, place("/etc/a", "new"), place("/etc/b", "new"));
    var step = StepName.of(request);
    bench.journal.attempt(step, 1, 1);
    bench.journal.before(step, 0, "place-file /etc/a");
    new Places(bench.host.root(), step).placeFile((Action.PlaceFile) request.actions().getFirst());
    bench.journal.after(step, 0, true, "file /etc/a");
    var result = bench.run(request);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.changed()).isTrue();
    assertThat(result.changes()).containsExactly("file /etc/b");
  }

  @Test
  void endsAtTheFirstFailureWithItsEvidence() {
    bench.host.answering("/bin/check", 3, "line 7: unknown key\n");
    var result = bench.run(step("/a", 1, place("/etc/a", "x"), CHECK, RESTART));
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.evidence()).contains("HF-HST-004", "/bin/check ended with 3", "line 7");
    assertThat(result.changes()).containsExactly("file /etc/a");
    assertThat(restarts()).isZero();
  }

  @Test
  void keepsAFailureForTheSameLockAndTriesAgainUnderANewerOne() {
    bench.host.answering("/bin/check", 1, "no");
    assertThat(bench.run(step("/a", 1, CHECK)).status()).isEqualTo(Status.FAILED);
    bench.host.answering("/bin/check", 0, "");
    assertThat(bench.run(step("/a", 1, CHECK)).status()).isEqualTo(Status.FAILED);
    assertThat(bench.run(step("/a", 2, CHECK)).status()).isEqualTo(Status.DONE);
  }

  @Test
  void keepsTheLastStepAlsoForANewerLock() {
    bench.run(step("/a", 1, RESTART));
    bench.run(step("/a", 2, RESTART));
    assertThat(restarts()).isEqualTo(1);
  }

  @Test
  void doesAnewUnderANewerLockWhatWasTakenBackSince() {
    var change = place("/etc/web/a.conf", "new\n");
    bench.run(step("/before", 1, place("/etc/web/a.conf", "old\n")));
    bench.run(step("/a", 1, change));
    bench.run(step("/a/undo", 1, new Action.PutBack("/a")));
    assertThat(bench.host.root().at("/etc/web/a.conf")).hasContent("old\n");
    assertThat(bench.run(step("/a", 2, change)).changes()).isNotEmpty();
    assertThat(bench.host.root().at("/etc/web/a.conf")).hasContent("new\n");
    assertThat(bench.run(step("/a/undo", 3, new Action.PutBack("/a"))).changes()).isNotEmpty();
    assertThat(bench.host.root().at("/etc/web/a.conf")).hasContent("old\n");
  }

  @Test
  void answersALateCopyOfARequestThatItHasAnswered() {
    bench.run(step("/a", 1, RESTART));
    bench.run(step("/a", 2, RESTART));
    bench.run(step("/b", 2, place("/etc/web/b.conf", "b\n")));
    bench.run(step("/a", 2, RESTART));
    assertThat(restarts()).isEqualTo(1);
  }

  @Test
  void answersAnOldConnectionWithWhatWasDoneUnderItsLock() {
    var change = place("/etc/web/a.conf", "new\n");
    var first = bench.run(step("/a", 1, change));
    bench.run(step("/b", 1, RESTART));
    assertThat(bench.run(step("/a", 1, change))).isEqualTo(first);
  }

  @Test
  void hidesSecretsThatAProductQuotes() throws IOException {
    bench.host.answering("/bin/check", 1, "bad \"c2VjcmV0LXZhbHVlLTEyMzQ=\" in /etc/web/key1.conf");
    var secret =
        place("/etc/web/key1.conf", "key = \"c2VjcmV0LXZhbHVlLTEyMzQ=\" # /etc/web/key1.conf\n");
    var result = bench.run(step("/a", 1, secret, CHECK));
    assertThat(result.evidence()).contains("(hidden)", "/etc/web/key1.conf").doesNotContain("c2Vj");
    var file = bench.host.root().site().resolve(HostJournal.FILE);
    var journal = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(journal).contains("/etc/web/key1.conf").doesNotContain("c2Vj");
  }

  @Test
  void leavesNoPayloadBehind() throws IOException {
    bench.killNext(1);
    bench.run(step("/a", 1, place("/etc/a", "x")));
    try (var files = Files.list(bench.host.root().spool())) {
      assertThat(files.map(path -> String.valueOf(path.getFileName())))
          .containsExactly("step.lock");
    }
  }

  @Test
  void refusesAnotherSiteAndAnOlderLock() throws IOException {
    var identity = "/var/lib/holdfast/site/identity";
    bench.run(step("/a", 5, place(identity, "{\"siteId\":\"site-2\",\"site\":\"x\"}")));
    var refused = bench.run(step("/b", 6, RESTART));
    assertThat(refused.status()).isEqualTo(Status.REFUSED);
    assertThat(StepEnd.of(refused))
        .isEqualTo(
            new StepEnd.Refused(ProblemId.OTHER_CLUSTER, "This host belongs to another cluster"));
    Files.delete(bench.host.root().at(identity));
    var old = bench.run(step("/b", 4, RESTART));
    assertThat(old.status()).isEqualTo(Status.REFUSED);
    assertThat(StepEnd.of(old))
        .isEqualTo(
            new StepEnd.Refused(
                ProblemId.FENCE_TOO_LOW,
                "This host follows a newer run than the one with lock number 4"));
    assertThat(restarts()).isZero();
    assertThat(bench.run(step("/b", 5, RESTART)).status()).isEqualTo(Status.DONE);
  }
}
