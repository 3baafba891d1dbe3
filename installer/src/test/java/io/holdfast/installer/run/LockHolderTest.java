package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.lock.LockTerms;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LockHolderTest {
  private final Clock clock = new FastClock();
  private final FakeHosts hosts = new FakeHosts(clock);
  private final List<String> lost = new CopyOnWriteArrayList<>();

  private LockHolder take() {
    var terms = LockTerms.standard("site", "run@here", "phone 1", FakeHosts.NAMES);
    return LockHolder.take(
        terms,
        hosts,
        clock,
        new LockHolder.Listener() {
          @Override
          public void waits(String why) {}

          @Override
          public void lost(String why) {
            lost.add(why);
          }
        });
  }

  @Test
  void keepsTheLockWhenOneServerIsNotTrustedAnyMoreAndSaysSoWhenTwoAreNot() {
    try (var lock = take()) {
      assertThat(lock.fence()).isEqualTo(1);
      hosts.untrusted.add("s2");
      clock.sleepMs(45_000);
      assertThat(lost).isEmpty();
      assertThat(hosts.host("s1").renewals).isGreaterThan(2);
      hosts.untrusted.add("s3");
      clock.sleepMs(40_000);
      assertThat(lost).hasSize(1);
    }
    assertThat(lost).hasSize(1);
  }

  @Test
  void isNotTakenOnServersThatAreNotTrusted() {
    hosts.untrusted.add("s2");
    assertThatThrownBy(this::take)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.has(ProblemId.HOST_KEY_CHANGED)).isTrue());
    assertThat(lost).isEmpty();
  }

  @Test
  void isHeldWhileItsLeaseRunsAndNoLonger() {
    var lock = take();
    assertThat(lock.isHeld()).isTrue();
    lock.close();
    assertThat(lock.isHeld()).isFalse();
  }

  @Test
  void isGivenBackWithoutAWord() {
    take().close();
    assertThat(hosts.host("s1").until).isZero();
    assertThat(lost).isEmpty();
  }
}
