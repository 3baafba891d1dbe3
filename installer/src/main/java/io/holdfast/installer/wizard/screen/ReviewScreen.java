package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.GO;

import io.holdfast.installer.wizard.Board;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Desk.Planned;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Field.Choice;
import io.holdfast.installer.wizard.Screen;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Way;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The whole plan, the files that the answers became, and the last question; of a run that is gone
/// on with, which one it is and where it stands.
final class ReviewScreen implements Screen {
  private static final Planned NONE = new Planned(List.of(), true);

  private final Desk desk;
  private final Tasks tasks;
  private Planned planned = NONE;

  ReviewScreen(Desk desk, Tasks tasks) {
    this.desk = desk;
    this.tasks = tasks;
  }

  @Override
  public String id() {
    return "review";
  }

  @Override
  public String title() {
    return "Review";
  }

  @Override
  public void enter(Draft draft, Skin skin) throws Exception {
    planned = NONE;
    if (Way.of(draft) == Way.RESUME) {
      planned = new Planned(desk.unfinished(Way.site(draft)), false);
      return;
    }
    var task = tasks.of(draft);
    var isUpgrade = Way.of(draft) == Way.UPGRADE;
    var board = new Board("Reading every host for the plan", List.of(), List.of());
    planned = skin.watch(board, () -> desk.plan(task, isUpgrade));
  }

  @Override
  public List<String> text(Draft draft) {
    var lines = new ArrayList<String>();
    if (Way.of(draft) == Way.RESUME) {
      return planned.lines();
    }
    if (planned.equals(NONE)) {
      lines.add("There is no plan yet. Enter checks bundle and hosts again and makes it.");
      return lines;
    }
    if (planned.isEmpty()) {
      lines.add("Nothing to do: everything stands as wanted.");
      return lines;
    }
    lines.add(planned.lines().getLast());
    if (Way.isNew(draft)) {
      lines.add("The answers are in " + tasks.siteName() + ". The same without questions:");
      lines.add("  " + command(draft));
    }
    lines.add("");
    lines.addAll(planned.lines().subList(0, planned.lines().size() - 1));
    return lines;
  }

  @Override
  public List<Field> fields(Draft draft) {
    var no = new Choice("no", "not yet");
    if (planned.isEmpty()) {
      return List.of();
    }
    return Way.of(draft) == Way.RESUME
        ? List.of(GO.field("Go on with this run", no, new Choice("yes", "yes, go on")))
        : List.of(GO.field(no, new Choice("yes", "yes, begin")));
  }

  @Override
  public String command(Draft draft) {
    if (Way.of(draft) == Way.RESUME) {
      return "holdfast resume --site " + Way.site(draft);
    }
    var files = AnswerFiles.bundleOptions(draft);
    var skips =
        tasks.skips(draft).stream()
            .map(skip -> " --skip '" + skip + "'")
            .collect(Collectors.joining());
    return Way.isNew(draft)
        ? "holdfast install --answers " + tasks.siteName() + files + skips
        : "holdfast upgrade --site " + Way.site(draft) + files;
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) {
    if (planned.isEmpty()) {
      return Left.end(draft, 0);
    }
    return draft.is(GO, "yes")
        ? Left.on(draft.without(List.of(GO)))
        : Left.stay(
            draft,
            List.of(
                Problem.of(ProblemId.MISSING_KEY, "Nothing is changed before you answer yes")
                    .withFix("answer yes, go back, or leave and come back later")));
  }
}
