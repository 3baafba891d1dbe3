package io.holdfast.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.host.FakeHost;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.LeaseRequest.Verb;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseKeeperTest {
  @TempDir Path folder;
  private FakeHost host;

  @BeforeEach
  void begin() {
    host = new FakeHost(folder);
  }

  private LeaseAnswer ask(Verb verb, String owner, long fence) throws IOException {
    var request = new LeaseRequest("site-1", verb, owner, "+49 1", fence, 30_000);
    return new LeaseKeeper(host.root(), host).answer(request);
  }

  @Test
  void grantsToOneOwnerAtATime() throws IOException {
    assertThat(ask(Verb.ACQUIRE, "ann", 1).granted()).isTrue();
    var refused = ask(Verb.ACQUIRE, "bob", 2);
    assertThat(refused).isEqualTo(new LeaseAnswer(false, "ann", "+49 1", 1, 30_000));
    assertThat(ask(Verb.ACQUIRE, "ann", 1).granted()).isTrue();
  }

  @Test
  void countsByUptime() throws IOException {
    ask(Verb.ACQUIRE, "ann", 1);
    host.pass(29_999);
    assertThat(ask(Verb.ACQUIRE, "bob", 2).remainingMs()).isEqualTo(1);
    host.pass(1);
    assertThat(ask(Verb.LOOK, "bob", 0).holder()).isEmpty();
    assertThat(ask(Verb.ACQUIRE, "bob", 2).granted()).isTrue();
  }

  @Test
  void letsALeaseRunItsWholeLengthAfterAReboot() throws IOException {
    ask(Verb.ACQUIRE, "ann", 1);
    host.reboot();
    host.pass(29_000);
    assertThat(ask(Verb.ACQUIRE, "bob", 2).granted()).isFalse();
    host.pass(1_000);
    assertThat(ask(Verb.ACQUIRE, "bob", 2).granted()).isTrue();
  }

  @Test
  void neverGrantsANumberTwice() throws IOException {
    ask(Verb.ACQUIRE, "ann", 7);
    ask(Verb.RELEASE, "ann", 7);
    assertThat(ask(Verb.ACQUIRE, "bob", 7).granted()).isFalse();
    assertThat(ask(Verb.ACQUIRE, "bob", 6).highestFence()).isEqualTo(7);
    assertThat(ask(Verb.ACQUIRE, "bob", 8).granted()).isTrue();
  }

  @Test
  void renewsForItsHolderOnlyAndNotAfterItWasOvertaken() throws IOException {
    ask(Verb.ACQUIRE, "ann", 1);
    host.pass(20_000);
    assertThat(ask(Verb.RENEW, "ann", 1).remainingMs()).isEqualTo(30_000);
    assertThat(ask(Verb.RENEW, "bob", 1).granted()).isFalse();
    new LeaseKeeper(host.root(), host).admit(2);
    assertThat(ask(Verb.RENEW, "ann", 1).granted()).isFalse();
  }

  @Test
  void givesBackOnlyToItsHolderAndDoneTwiceItIsNoError() throws IOException {
    ask(Verb.ACQUIRE, "ann", 1);
    assertThat(ask(Verb.RELEASE, "bob", 2).granted()).isFalse();
    assertThat(ask(Verb.RELEASE, "ann", 1).granted()).isTrue();
    assertThat(ask(Verb.RELEASE, "ann", 1).granted()).isTrue();
  }

  @Test
  void remembersTheHighestNumberThatStepsCameWith() throws IOException {
    var keeper = new LeaseKeeper(host.root(), host);
    assertThat(keeper.admit(4)).isTrue();
    assertThat(keeper.admit(3)).isFalse();
    assertThat(keeper.admit(4)).isTrue();
    assertThat(ask(Verb.ACQUIRE, "ann", 4).granted()).isFalse();
  }
}
