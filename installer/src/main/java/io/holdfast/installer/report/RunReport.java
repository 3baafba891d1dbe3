package io.holdfast.installer.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a run did: who, when, which versions and hashes before and after, what each gate saw, the
/// order that really happened, and how it ended. Times are milliseconds since 1970.
///
/// It is made of the run's own files alone, so a run that was cut off has one too: it then tells
/// how far the run came. `exitCode` is empty for such a run, and `state` says in words how it
/// stands.
public record RunReport(
    String runId,
    String site,
    String verb,
    String state,
    Optional<Integer> exitCode,
    Optional<String> operator,
    String machine,
    long startedAt,
    Optional<Long> endedAt,
    List<Long> resumedAt,
    Bundle bundle,
    String planDigest,
    List<Change> changes,
    List<Group> groups,
    List<Gate> gates,
    List<Event> events,
    List<String> skipped,
    List<Problem> problems,
    List<String> kept) {
  public RunReport {
    resumedAt = List.copyOf(resumedAt);
    changes = List.copyOf(changes);
    groups = List.copyOf(groups);
    gates = List.copyOf(gates);
    events = List.copyOf(events);
    skipped = List.copyOf(skipped);
    problems = List.copyOf(problems);
    kept = List.copyOf(kept);
  }

  /// What the run brought.
  public record Bundle(String name, String version, String digest) {}

  /// A component on a host; `from` and `to` are copies, each a version and the beginning of the
  /// SHA-256 of its files. `from` is empty where nothing stood. `now` is where the run left it.
  public record Change(
      String host, String component, Optional<String> from, String to, Standing now) {}

  /// Where a run left a component.
  public enum Standing {
    BEFORE,
    AFTER,
    /// Its step was begun, and its end was not heard of.
    BETWEEN;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A group of hosts that change together: `planned` is the order of the plan, `order` the hosts
  /// in the order in which their change really began.
  public record Group(
      String path,
      String title,
      String component,
      Optional<String> leaderBefore,
      List<String> planned,
      List<String> order,
      List<Outcome.LeaderMove> leaderMoves,
      List<Outcome.HostOutcome> hosts) {
    public Group {
      planned = List.copyOf(planned);
      order = List.copyOf(order);
      leaderMoves = List.copyOf(leaderMoves);
      hosts = List.copyOf(hosts);
    }
  }

  /// Gates of one phase that were met; `why` has one line for each, with its numbers.
  public record Gate(long at, String path, String host, String phase, List<String> why) {
    public Gate {
      why = List.copyOf(why);
    }
  }

  /// Anything else that was written down: changed places, failures, what was put back.
  public record Event(long at, String path, String host, String text) {}

  /// Of a run that began. `state` is how it stands now.
  public static RunReport of(RunFolder run, String state) {
    var about = run.about().orElseThrow(() -> incomplete(run));
    var plan = run.plan().orElseThrow(() -> incomplete(run));
    return new RunRecords(plan, run.records()).report(about, run.outcome(), state, run.kept());
  }

  private static HoldfastException incomplete(RunFolder run) {
    return Problem.of(
            ProblemId.FILE_NOT_READABLE,
            "The folder of the run " + run.runId() + " is not complete")
        .withWhere(run.path().toString())
        .withFix(
            "holdfast attach USER@SERVER --known-hosts FILE   # fetches the runs that the servers keep")
        .asException();
  }

  /// Whether the plan wants another copy there.
  static boolean differs(Plan.HostChange change, String component, String to) {
    return !to.equals(change.from().get(component));
  }
}
