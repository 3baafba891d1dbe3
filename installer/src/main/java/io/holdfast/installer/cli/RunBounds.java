package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.run.Bounds;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How far a run may go this time, as a command line says it.
final class RunBounds {
  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "Begin nothing that could end later: 06:00, 06:00+02:00 or 2026-11-22T06:00:00Z.")
  private @Nullable String until;

  @Option(
      names = "--stop-after",
      paramLabel = "STAGE",
      description = "Stop after this stage of the plan, such as consul-servers; resume goes on.")
  private @Nullable String stopAfter;

  @Option(
      names = "--max-unreachable-workers",
      paramLabel = "N",
      description =
          "Go on without up to N workers that give no answer; a later apply or resume brings them"
              + " what they miss.")
  private int maxUnreachable;

  @Mixin private GateOverrides overrides = new GateOverrides();

  private static final Duration LONGEST = Duration.ofHours(12);

  RunBounds() {}

  RunBounds(@Nullable String until, @Nullable String stopAfter) {
    this.until = until;
    this.stopAfter = stopAfter;
  }

  static RunBounds sparing(int most) {
    var bounds = new RunBounds();
    bounds.maxUnreachable = most;
    return bounds;
  }

  /// When the window ends, and after which stage to stop; `clock` says what time it is where.
  record Limits(
      Optional<String> stage,
      Optional<Instant> end,
      int maxUnreachable,
      List<Fact.GateOverridden> overrides) {
    static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), 0, List.of());

    /// What people are told before the run begins.
    List<String> lines(Clock clock) {
      var lines = new ArrayList<String>();
      end.ifPresent(
          at ->
              lines.add(
                  "Begins nothing that could end after "
                      + at
                      + ", in "
                      + words(Duration.between(clock.instant(), at))
                      + "."));
      stage.ifPresent(name -> lines.add("Stops after " + name + "."));
      if (maxUnreachable > 0) {
        lines.add(
            maxUnreachable == 1
                ? "Goes on without a worker that gives no answer."
                : "Goes on without up to " + maxUnreachable + " workers that give no answer.");
      }
      lines.addAll(overridden());
      return lines;
    }

    private static String words(Duration time) {
      return switch ((int) Math.min(2, time.toMinutes())) {
        case 0 -> "less than a minute";
        case 1 -> "a minute";
        default -> time.toMinutes() + " minutes";
      };
    }

    /// Whether what is asked is about one plan, and about no other that may follow it.
    boolean isForOneRun() {
      return stage.isPresent() || !overrides.isEmpty();
    }

    boolean isOver(Instant now) {
      return end.filter(at -> !at.isAfter(now)).isPresent();
    }

    /// One line for each gate that nobody waits for.
    List<String> overridden() {
      return overrides.stream()
          .map(it -> "Does not wait for " + it.gate() + ", by " + it.who() + ": " + it.why())
          .toList();
    }

    /// As a run counts: in uptime.
    Bounds from(io.holdfast.scheduler.port.Clock clock) {
      return new Bounds(
          stage,
          end.map(at -> clock.uptimeMs() + at.toEpochMilli() - clock.wallMs()),
          new Spare(maxUnreachable, new TreeSet<>(), new TreeMap<>()),
          overrides);
    }
  }

  /// Refuses what cannot be read, a window that is over, and a stage that the plan does not have.
  Limits of(Plan plan, Clock clock) {
    return new Limits(
        Optional.ofNullable(stopAfter).map(name -> stage(plan, name)),
        Optional.ofNullable(until).map(text -> end(text, clock)),
        maxUnreachable(),
        overrides.of(plan, Running.operator()));
  }

  /// How many workers need not answer.
  int maxUnreachable() {
    if (maxUnreachable < 0) {
      throw Problem.of(
              ProblemId.USAGE_WRONG,
              "--max-unreachable-workers " + maxUnreachable + " is no number")
          .withFix("--max-unreachable-workers 1")
          .asException();
    }
    return maxUnreachable;
  }

  private static String stage(Plan plan, String name) {
    var path = name.startsWith("/") ? name : "/" + name;
    var known = plan.stages().stream().map(Stage::path).toList();
    if (!known.contains(path)) {
      throw Problem.of(ProblemId.USAGE_WRONG, "The plan has no stage " + path)
          .withEvidence("its stages: " + String.join(", ", known))
          .withFix("holdfast plan   # shows what each of them does")
          .asException();
    }
    return path;
  }

  /// A time of day is the next one there is.
  private static Instant end(String text, Clock clock) {
    var end = instant(text).or(() -> next(text, clock)).orElseThrow(() -> unreadable(text));
    if (!end.isAfter(clock.instant())) {
      throw Problem.of(ProblemId.USAGE_WRONG, "The window is over: it ended at " + end)
          .withFix("--until with a later time")
          .asException();
    }
    return end;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> next(String text, Clock clock) {
    var now = ZonedDateTime.now(clock);
    return offsetTime(text)
        .map(time -> next(now.withZoneSameInstant(time.getOffset()), time.toLocalTime()))
        .or(() -> localTime(text).map(time -> next(now, time)))
        .map(at -> soon(text, at, clock));
  }

  private static Instant next(ZonedDateTime now, LocalTime time) {
    var today = now.with(time);
    return (today.isAfter(now) ? today : now.plusDays(1).with(time)).toInstant();
  }

  /// Somebody who is a minute late does not mean tomorrow.
  private static Instant soon(String text, Instant at, Clock clock) {
    if (Duration.between(clock.instant(), at).compareTo(LONGEST) > 0) {
      throw Problem.of(ProblemId.USAGE_WRONG, "The next " + text + " is not before " + at)
          .withEvidence("a time of day is one of the next 12 hours")
          .withFix("add --until " + at + "   # if that is meant")
          .asException();
    }
    return at;
  }

  private static Optional<OffsetTime> offsetTime(String text) {
    try {
      return Optional.of(OffsetTime.parse(text));
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  private static Optional<LocalTime> localTime(String text) {
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  private static HoldfastException unreadable(String text) {
    return Problem.of(ProblemId.USAGE_WRONG, "--until " + text + " is no time")
        .withFix("--until 06:00, 06:00+02:00 or 2026-11-22T06:00:00Z")
        .asException();
  }
}
