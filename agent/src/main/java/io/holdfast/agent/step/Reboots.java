package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.Uptime;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Starts this host anew, once for each step of a run.
///
/// Which boot it was is written down before: the step is cut off by what it does, and begun once
/// more by whoever asks after the boot, when the host is in another one. So neither an answer that
/// was lost nor a run that was cut off and resumed boots a host twice.
final class Reboots {
  private static final Duration QUICK = Duration.ofSeconds(30);

  /// systemd gives a unit 90 s to end (DefaultTimeoutStopSec), some of them one after the other.
  private static final Duration DOWN = Duration.ofMinutes(10);

  private static final Duration UP = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final List<String> BOOTING = List.of("initializing", "starting", "");

  private final Root root;
  private final Commands commands;
  private final Uptime uptime;
  private final StepName step;
  private final Duration down;

  Reboots(Root root, Commands commands, Uptime uptime, StepName step) {
    this(root, commands, uptime, step, DOWN);
  }

  /// `down` is how long the host may take to end what runs on it.
  Reboots(Root root, Commands commands, Uptime uptime, StepName step, Duration down) {
    this.root = root;
    this.commands = commands;
    this.uptime = uptime;
    this.step = step.planned();
    this.down = down;
  }

  Outcome reboot() throws IOException {
    var now = uptime.systemBoot();
    var begunIn = DurableFiles.read(note()).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    if (begunIn.isPresent() && !begunIn.get().equals(now)) {
      return Outcome.changed("booted anew; systemd is " + awaitUp());
    }
    if (begunIn.isEmpty()) {
      DurableFiles.privateFolder(DurableFiles.parent(note()));
      DurableFiles.replace(note(), now.getBytes(StandardCharsets.UTF_8), Access.privateFile());
    }
    return goDown();
  }

  private Path note() {
    return root.state().resolve("boots").resolve(step.key());
  }

  /// This process does not outlive it, unless the host stays up.
  private Outcome goDown() throws IOException {
    var asked = commands.run(QUICK, "systemctl", "reboot");
    if (!asked.isDone()) {
      throw ActionFailed.because(ProblemId.STEP_FAILED, "systemctl reboot failed", asked);
    }
    pause(down);
    throw ActionFailed.because(
        "The host was told to reboot and is still up after " + down.toSeconds() + " s");
  }

  /// What has not come up in time, its own gates tell better.
  private String awaitUp() throws IOException {
    var state = state();
    for (var waited = Duration.ZERO;
        BOOTING.contains(state) && waited.compareTo(UP) < 0;
        waited = waited.plus(PAUSE)) {
      pause(PAUSE);
      state = state();
    }
    return state.isEmpty() ? "silent" : state;
  }

  private String state() throws IOException {
    return commands.run(QUICK, "systemctl", "is-system-running").text().strip();
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }
}
