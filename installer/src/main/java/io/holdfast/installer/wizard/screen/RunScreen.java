package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.HostLines;
import io.holdfast.installer.wizard.Question;
import io.holdfast.installer.wizard.RunBoard;
import io.holdfast.installer.wizard.Screen;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Way;
import java.util.ArrayList;
import java.util.List;

/// The run itself, and then how it ended. A run that was left goes on from the start screen.
final class RunScreen implements Screen {
  private final Desk desk;
  private final Tasks tasks;
  private List<String> said = List.of();
  private int exitCode;

  RunScreen(Desk desk, Tasks tasks) {
    this.desk = desk;
    this.tasks = tasks;
  }

  @Override
  public String id() {
    return "run";
  }

  @Override
  public String title() {
    return "Run";
  }

  @Override
  public boolean isReturnedTo() {
    return false;
  }

  @Override
  public void enter(Draft draft, Skin skin) throws Exception {
    var run = new RunBoard(title(draft), hosts(draft), System::nanoTime);
    exitCode = skin.watch(run.board(), () -> carryOut(draft, run));
    said = run.said();
  }

  private int carryOut(Draft draft, RunBoard run) {
    return switch (Way.of(draft)) {
      case RESUME -> desk.resume(Way.site(draft), run);
      case UPGRADE -> desk.carryOut(tasks.of(draft), true, run);
      case NEW, ANEW -> desk.carryOut(tasks.of(draft), false, run);
    };
  }

  private static String title(Draft draft) {
    return switch (Way.of(draft)) {
      case RESUME -> "Going on with " + Way.site(draft);
      case UPGRADE -> "Upgrading " + Way.site(draft);
      case NEW, ANEW -> "Installing " + draft.get(Question.SITE);
    };
  }

  private List<String> hosts(Draft draft) {
    if (Way.isNew(draft)) {
      return HostLines.parse(draft.get(Question.HOSTS)).hosts().stream()
          .map(HostLines.Entry::name)
          .toList();
    }
    return desk.sites().stream()
        .filter(site -> site.name().equals(Way.site(draft)))
        .findFirst()
        .map(Desk.Standing::hosts)
        .orElse(List.of());
  }

  @Override
  public List<String> text(Draft draft) {
    var lines = new ArrayList<String>();
    lines.add(exitCode == 0 ? "The run is done." : "Stopped, exit code " + exitCode + ".");
    lines.add("");
    lines.addAll(said);
    lines.add("");
    lines.addAll(exitCode == 0 ? next() : stopped());
    return lines;
  }

  private static List<String> next() {
    return List.of(
        "Next:",
        "  holdfast status          # who leads, what runs where",
        "  holdfast history         # what was done, and when",
        "  copy the vault's key to a safe place: without it nothing can be changed again");
  }

  private static List<String> stopped() {
    return List.of(
        "What was done stays; every host is in a known state. Next:",
        "  holdfast status          # what runs where",
        "  holdfast resume          # goes on where it stopped",
        "  holdfast install         # the same, from the first screen");
  }

  @Override
  public String command(Draft draft) {
    return exitCode == 0 ? "holdfast status" : "holdfast resume";
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) {
    return Left.end(draft, exitCode);
  }
}
