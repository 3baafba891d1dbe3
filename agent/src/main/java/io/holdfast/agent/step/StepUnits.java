package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where steps run: outside of whoever started them.
public interface StepUnits {
  /// Starts `step SPOOLFILE` under a name of its own; returns once it is started.
  void start(String unit, Path spoolFile) throws IOException;

  /// Whether the unit has not ended yet.
  boolean isRunning(String unit) throws IOException;

  /// Transient units of systemd. They belong to no session, so neither a dropped SSH connection nor
  /// the runner's end touches them; nothing secret is in their arguments.
  ///
  /// @param program the command line of this program, without its verb
  static StepUnits ofSystemd(Commands commands, List<String> program) {
    return new OfSystemd(commands, List.copyOf(program));
  }

  /// See `ofSystemd`.
  record OfSystemd(Commands commands, List<String> program) implements StepUnits {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// The states of systemctl(1) in which a unit can be started.
    private static final List<String> UP =
        List.of("initializing", "starting", "running", "degraded", "maintenance");

    @Override
    public void start(String unit, Path spoolFile) throws IOException {
      var line =
          new ArrayList<>(
              List.of(
                  "systemd-run",
                  "--unit=" + unit,
                  "--collect",
                  "--quiet",
                  "--property=KillMode=process",
                  "--property=OOMScoreAdjust=-500",
                  "--setenv=LC_ALL=C",
                  "--"));
      line.addAll(program);
      line.addAll(List.of("step", spoolFile.toString()));
      var done = commands.run(line, Map.of(), LIMIT);
      if (!done.isDone() && isGoingDown()) {
        throw HoldfastException.of(ProblemId.CONNECTION_LOST, "The host is going down");
      }
      if (!done.isDone()) {
        throw ActionFailed.because(ProblemId.STEP_FAILED, "The step's unit does not start", done);
      }
    }

    /// systemd starts nothing any more once it ends everything, and a moment later it says nothing.
    private boolean isGoingDown() throws IOException {
      var state = commands.run(LIMIT, "systemctl", "is-system-running").text().strip();
      return !UP.contains(state);
    }

    @Override
    public boolean isRunning(String unit) throws IOException {
      var state = commands.run(LIMIT, "systemctl", "is-active", unit + ".service").text().strip();
      return List.of("active", "activating", "deactivating", "reloading").contains(state);
    }
  }
}
