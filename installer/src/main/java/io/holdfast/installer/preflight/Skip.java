package io.holdfast.installer.preflight;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A check that an administrator answers for: which one, on which host (none: on all), and why. It
/// is kept with the run.
public record Skip(ProblemId id, Optional<String> host, String reason) {
  /// Where somebody may know better than a number of ours. The others stand for things that would
  /// break the install or another cluster.
  private static final Set<ProblemId> ALLOWED =
      Set.of(
          ProblemId.DISK_SPACE,
          ProblemId.MEMORY,
          ProblemId.DISTRIBUTION_UNSUPPORTED,
          ProblemId.PAIR_UNREACHABLE,
          ProblemId.PROXY_IN_THE_WAY);

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z]+-[A-Za-z]+-[0-9]+)(?:@([a-z0-9-]+))?(?:\\s*=\\s*|\\s+)(\\S.*)");

  public Skip {
    if (!ALLOWED.contains(id)) {
      throw Problem.of(ProblemId.USAGE_WRONG, id + " (" + id.title() + ") cannot be skipped")
          .withFix("holdfast explain " + id)
          .asException();
    }
  }

  /// `ID@HOST=REASON`, `ID=REASON`, or with a space instead of the equals sign.
  public static Skip parse(String text) {
    var found = FORM.matcher(text.strip());
    var id = found.matches() ? ProblemId.find(found.group(1)) : Optional.<ProblemId>empty();
    if (id.isEmpty()) {
      throw malformed(text);
    }
    return new Skip(id.get(), Optional.ofNullable(found.group(2)), found.group(3).strip());
  }

  private static HoldfastException malformed(String text) {
    return Problem.of(
            ProblemId.USAGE_WRONG, "\"" + text + "\" does not say which check is skipped, and why")
        .withFix("ID@HOST=REASON, such as HF-PRE-002@w1=\"a test machine\"")
        .asException();
  }

  boolean covers(Problem problem) {
    return problem.id() == id && (host.isEmpty() || host.equals(problem.host()));
  }

  /// As it is kept and shown, and as it is understood again.
  @Override
  public String toString() {
    return id.code() + host.map(name -> "@" + name).orElse("") + "=" + reason;
  }
}
