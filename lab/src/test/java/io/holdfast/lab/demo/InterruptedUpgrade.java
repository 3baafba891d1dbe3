package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.demo.Interruption.Deed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;

/// One upgrade that is interrupted again and again; whenever its program has ended, `resume` goes
/// on. Each interruption strikes while what it is meant for is under way: it waits for another
/// place where it comes too late, and one that finds none fails the story.
final class InterruptedUpgrade {
  private static final int KILLED = 137;
  private static final int STOPPED = 6;
  private static final int UNREACHABLE = 10;

  private final PracticeSite site;
  private final Deque<Interruption> left;
  private final SecondOperator rival;
  private volatile Administrator administrator;
  private final HostTroubles troubles;
  private final Queue<Strike> strikes = new ConcurrentLinkedQueue<>();
  private volatile Optional<Deed> done = Optional.empty();

  /// `rival` are the arguments with which a second operator would change the same site.
  InterruptedUpgrade(PracticeSite site, List<Interruption> interruptions, String... rival) {
    this.site = site;
    this.rival = new SecondOperator(() -> site.run(rival));
    this.administrator = site.administrator();
    this.troubles = new HostTroubles(site.lab());
    this.left = new ArrayDeque<>(interruptions);
  }

  /// Returns who manages the site when all is done. Whoever takes over brings the bundle along.
  Administrator carryOut(String bundle, String trust) throws IOException {
    var ended = runOnce(administrator.verb("upgrade", "--bundle", bundle));
    var resume = administrator.verb("resume");
    while (ended.exitCode() != 0) {
      assertThat(ended.exitCode()).as(ended.errors()).isIn(KILLED, STOPPED, UNREACHABLE);
      assertThat(done).as("nothing interrupted it\n%s", ended.errors()).isPresent();
      if (done.equals(Optional.of(Deed.KILL_AND_ATTACH))) {
        administrator = site.attachElsewhere("other-" + left.size());
        resume = administrator.verb("resume", "--bundle", bundle, "--trust", trust);
      }
      ended = runOnce(resume);
    }
    rival.requireRefused();
    assertThat(strikes).as("where it was interrupted").allMatch(Strike::isAsMeant);
    assertThat(left).as("places the upgrade did not come by\n%s", ended.errors()).isEmpty();
    return administrator;
  }

  private Program.Ended runOnce(String... arguments) {
    done = Optional.empty();
    var started = new CompletableFuture<Program.Running>();
    var running = site.start(event -> interrupt(event, started), arguments);
    started.complete(running);
    var ended = running.await();
    rival.awaitGone();
    troubles.mend();
    PracticeSite.say(arguments[0] + " ended with " + ended.exitCode());
    return ended;
  }

  private void interrupt(JsonNode event, CompletableFuture<Program.Running> started) {
    var next = left.peekFirst();
    if (next == null || isKilled() || rival.isHere() || !next.isAt(event)) {
      return;
    }
    var strike = Strike.of(next, event, administrator.lastRun().records());
    PracticeSite.say(strike.toString());
    if (strike.wasOver()) {
      return;
    }
    left.removeFirst();
    strikes.add(strike);
    done = Optional.of(next.deed());
    strike(next.deed(), event, started);
  }

  private void strike(Deed deed, JsonNode event, CompletableFuture<Program.Running> started) {
    switch (deed) {
      case KILL, KILL_AND_ATTACH -> started.join().kill();
      case CUT_SESSIONS -> site.cutSessions();
      case SECOND_OPERATOR -> rival.comes();
      case FILL_DISK -> troubles.fillDisk("s2");
      case REBOOT -> site.lab().reboot(event.path("host").asString(""));
      case FREEZE_ANOTHER ->
          troubles.freezeAnother(event.path("host").asString(""), event.path("path").asString(""));
    }
  }

  /// What it said before its end still comes, and is of no use any more.
  private boolean isKilled() {
    return done.filter(deed -> deed == Deed.KILL || deed == Deed.KILL_AND_ATTACH).isPresent();
  }
}
