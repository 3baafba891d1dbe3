package io.holdfast.installer.wizard;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Walks through the screens. After each move the answers are kept, so that the wizard can be left,
/// or ended from outside, at any moment and goes on where it was.
public final class Wizard {
  /// What a shell reports for a program that somebody cancelled.
  public static final int LEFT = 130;

  private final List<Screen> screens;
  private final DraftFile file;
  private final Skin skin;
  private Draft draft = Draft.empty();
  private List<Problem> problems = List.of();
  private boolean isEntered;
  private int index;

  public Wizard(List<Screen> screens, DraftFile file, Skin skin) {
    this.screens = List.copyOf(screens);
    this.file = file;
    this.skin = skin;
  }

  /// Until the work is done or somebody leaves; gives the exit code.
  public int run() throws Exception {
    draft = kept();
    while (true) {
      enter();
      var reply = skin.ask(view());
      draft = draft.with(reply.values());
      switch (reply.move()) {
        case LEAVE -> {
          save();
          return LEFT;
        }
        case BACK -> go(next(index, -1));
        case NEXT -> {
          problems = List.of();
          if (isEntered) {
            var left = leave(reply);
            draft = left.draft();
            problems = left.problems();
            if (left.exitCode().isPresent()) {
              return left.exitCode().getAsInt();
            }
            if (problems.isEmpty()) {
              go(index == 0 ? first() : next(index, 1));
            }
          }
        }
      }
      save();
    }
  }

  private Draft kept() {
    return file.read().orElse(Draft.empty()).without(List.of(Question.START));
  }

  /// What is kept are the answers that become a new site file. Whoever upgrades a cluster, or goes
  /// on with a run, leaves those of another one alone; so does somebody who was only at the start.
  private void save() {
    if (Way.isNew(draft) && !draft.screen().isEmpty()) {
      file.save(draft);
    }
  }

  private void go(int to) {
    isEntered = isEntered && to == index;
    index = to;
    problems = List.of();
    if (index > 0) {
      draft = draft.at(screen().id());
    } else if (!Way.isNew(draft)) {
      draft = kept();
    }
    save();
  }

  private Screen screen() {
    return screens.get(index);
  }

  /// The screen that was left last, or the first one behind the start.
  private int first() {
    for (var at = 1; at < screens.size(); at++) {
      var candidate = screens.get(at);
      if (candidate.id().equals(draft.screen()) && candidate.applies(draft)) {
        var before = next(at, -1);
        return candidate.isReturnedTo() || before == 0 ? at : before;
      }
    }
    return next(0, 1);
  }

  private int next(int from, int by) {
    var at = from + by;
    while (at > 0 && at < screens.size() - 1 && !screens.get(at).applies(draft)) {
      at += by;
    }
    return Math.clamp(at, 0, screens.size() - 1);
  }

  /// A screen that could not be entered shows why, and is entered anew when somebody goes on.
  private void enter() throws Exception {
    if (isEntered) {
      return;
    }
    try {
      screen().enter(draft, skin);
      isEntered = true;
    } catch (HoldfastException failed) {
      problems = failed.problems();
    }
  }

  private Screen.Left leave(Reply reply) throws Exception {
    try {
      return screen().leave(draft, new Screen.Secrets(reply.secrets()), skin);
    } catch (HoldfastException failed) {
      return Screen.Left.stay(draft, failed.problems());
    }
  }

  private View view() {
    var shown = screens.stream().filter(it -> it.applies(draft)).toList();
    var fields = screen().fields(draft);
    var values = new HashMap<String, String>();
    for (var field : fields) {
      if (field.kind() != Question.Kind.SECRET) {
        values.put(field.key(), draft.get(field.question()));
      }
    }
    return new View(
        shown.indexOf(screen()) + 1,
        shown.size(),
        screen().title(),
        screen().text(draft),
        fields,
        values,
        lines(problems),
        screen().command(draft));
  }

  /// A problem in the wizard is told in full, its next command included.
  private static List<String> lines(List<Problem> problems) {
    var lines = new ArrayList<String>();
    problems.forEach(problem -> lines.addAll(problem.toText().lines().toList()));
    return lines;
  }
}
