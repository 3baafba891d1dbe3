package io.holdfast.installer.wizard;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.text.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One step of the wizard. Text and fields follow from the answers alone and take no time; what
/// takes time is done when the screen is left.
public interface Screen {
  /// Stable; a draft keeps it.
  String id();

  String title();

  default List<String> text(Draft draft) {
    return List.of();
  }

  default List<Field> fields(Draft draft) {
    return List.of();
  }

  /// The command that does the same without the wizard; empty when there is none.
  default String command(Draft draft) {
    return "";
  }

  /// Whether there is something to ask, given what was answered before.
  default boolean applies(Draft draft) {
    return true;
  }

  /// Called when the screen is come to, for what has to be found out before it can be shown. A
  /// failure is shown on the screen; going on tries again.
  default void enter(Draft draft, Skin skin) throws Exception {}

  /// Whether a wizard that was left here begins here again; if not, on the screen before.
  default boolean isReturnedTo() {
    return true;
  }

  /// Checks the answers, doing what has to be done for that. Problems, or a failure of the family
  /// [io.holdfast.templates.problem.HoldfastException], keep the wizard on this screen.
  default Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    return Left.on(draft);
  }

  /// Secrets typed on a screen, by the keys of their questions; empty ones are left out.
  record Secrets(Map<String, Secret> byKey) {
    public Secrets {
      byKey = Map.copyOf(byKey);
    }

    public Optional<Secret> of(Question question) {
      return Optional.ofNullable(byKey.get(question.key()))
          .filter(secret -> !secret.reveal().isEmpty());
    }
  }

  /// What came of leaving a screen: the answers, perhaps changed; what is wrong; or the end of the
  /// wizard with an exit code.
  record Left(Draft draft, List<Problem> problems, OptionalInt exitCode) {
    public Left {
      problems = List.copyOf(problems);
    }

    /// To the next screen.
    public static Left on(Draft draft) {
      return new Left(draft, List.of(), OptionalInt.empty());
    }

    /// Shown again.
    public static Left stay(Draft draft, List<Problem> problems) {
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("staying needs a reason");
      }
      return new Left(draft, problems, OptionalInt.empty());
    }

    public static Left end(Draft draft, int exitCode) {
      return new Left(draft, List.of(), OptionalInt.of(exitCode));
    }
  }
}
