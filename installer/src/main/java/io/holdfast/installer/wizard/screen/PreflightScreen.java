package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.SKIP;

import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.preflight.Report;
import io.holdfast.installer.wizard.Board;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;

/// Everything that an install would go wrong without, worst first, each with cause and fix.
final class PreflightScreen extends SitePart {
  private final Desk desk;
  private final Tasks tasks;
  private Report report = new Report(List.of());

  PreflightScreen(Desk desk, Tasks tasks) {
    this.desk = desk;
    this.tasks = tasks;
  }

  @Override
  public String id() {
    return "preflight";
  }

  @Override
  public String title() {
    return "Preflight";
  }

  @Override
  public void enter(Draft draft, Skin skin) throws Exception {
    var task = tasks.of(draft);
    var board = new Board("Checking every host; nothing is changed", List.of(), List.of());
    report = skin.watch(board, () -> desk.preflight(task));
  }

  @Override
  public List<String> text(Draft draft) {
    return report.lines().stream().flatMap(String::lines).toList();
  }

  /// Skipping is offered where something is in the way, and as long as something is skipped.
  @Override
  public List<Field> fields(Draft draft) {
    return report.failures().isEmpty() && !draft.has(SKIP) ? List.of() : List.of(SKIP.field());
  }

  @Override
  public String command(Draft draft) {
    return "holdfast preflight --site " + tasks.siteName() + AnswerFiles.bundleOptions(draft);
  }

  /// Going on with something in the way checks again.
  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    if (!report.skipping(tasks.skips(draft)).failures().isEmpty()) {
      enter(draft, skin);
    }
    report = report.skipping(tasks.skips(draft));
    var failed =
        report.findings().stream().filter(finding -> finding.level() == Finding.Level.FAIL).count();
    return failed == 0 ? Left.on(draft) : Left.stay(draft, List.of(inTheWay(failed)));
  }

  private static Problem inTheWay(long failed) {
    return Problem.of(ProblemId.RUN_STOPPED, failed + " checks failed; Enter checks again")
        .withFix("see FAIL above");
  }
}
