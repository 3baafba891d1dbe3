package io.holdfast.templates.problem;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One thing that went wrong, told so that somebody can act on it.
///
/// `what` is one sentence without the host's name; `where` is `file:line:col`; `evidence` is the
/// raw line that proves it; `fix` are commands or edits in order; `resume` is the command that goes
/// on. Every text may be shown to anybody: no secret belongs into any of them.
public record Problem(
    ProblemId id,
    String what,
    Optional<String> host,
    Optional<String> step,
    Optional<String> where,
    Optional<String> evidence,
    List<String> fix,
    Optional<ClusterSafety> clusterSafe,
    Optional<String> resume) {

  public Problem {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(what, "what");
    fix = List.copyOf(fix);
  }

  public static Problem of(ProblemId id, String what) {
    return new Problem(
        id,
        what,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  public Problem withHost(String name) {
    return new Problem(
        id, what, Optional.of(name), step, where, evidence, fix, clusterSafe, resume);
  }

  public Problem withStep(String path) {
    return new Problem(
        id, what, host, Optional.of(path), where, evidence, fix, clusterSafe, resume);
  }

  public Problem withWhere(String place) {
    return new Problem(
        id, what, host, step, Optional.of(place), evidence, fix, clusterSafe, resume);
  }

  public Problem withEvidence(String raw) {
    return new Problem(id, what, host, step, where, Optional.of(raw), fix, clusterSafe, resume);
  }

  public Problem withFix(String... commands) {
    return new Problem(
        id, what, host, step, where, evidence, List.of(commands), clusterSafe, resume);
  }

  public Problem withClusterSafe(boolean safe, String text) {
    var safety = Optional.of(new ClusterSafety(safe, text));
    return new Problem(id, what, host, step, where, evidence, fix, safety, resume);
  }

  public Problem withResume(String command) {
    return new Problem(
        id, what, host, step, where, evidence, fix, clusterSafe, Optional.of(command));
  }

  public HoldfastException asException() {
    return HoldfastException.of(this);
  }

  /// One line, for lists and logs: `site.yaml:3:5: HF-CFG-001 Unknown key "adress"`.
  public String headline() {
    var place = where.map(text -> text + ": ").orElse("");
    var onHost = host.map(name -> " (host " + name + ")").orElse("");
    return place + id.code() + " " + what + onHost;
  }

  /// The whole problem as people read it, several lines without a last line feed.
  public String toText() {
    var text = new StringBuilder(headline());
    step.ifPresent(path -> line(text, "step", path));
    evidence.ifPresent(raw -> line(text, "evidence", raw.strip().replace("\n", "\n            ")));
    fix.forEach(command -> line(text, "fix", command));
    clusterSafe.ifPresent(safety -> text.append("\n  ").append(safety));
    resume.ifPresent(command -> line(text, "resume", command));
    return text.append("\n  more:     holdfast explain ").append(id.code()).toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append("\n  ").append(String.format("%-10s", label + ":")).append(value);
  }

  @Override
  public String toString() {
    return headline();
  }
}
