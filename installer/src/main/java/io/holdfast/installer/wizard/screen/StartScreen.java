package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.REPLACE;
import static io.holdfast.installer.wizard.Question.START;

import io.holdfast.installer.wizard.Desk;
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

/// What is it to be: a new cluster, a run that stopped, an upgrade.
final class StartScreen implements Screen {
  private final Desk desk;
  private final SiteFile siteFile;

  StartScreen(Desk desk, SiteFile siteFile) {
    this.desk = desk;
    this.siteFile = siteFile;
  }

  @Override
  public String id() {
    return "start";
  }

  @Override
  public String title() {
    return "Start";
  }

  @Override
  public List<String> text(Draft draft) {
    var lines =
        new ArrayList<>(
            List.of(
                "This installs a highly available scheduler platform on your own machines,",
                "or goes on with one that is there. Nothing is changed before you say so on",
                "the screen \"Review\"; you may leave at any moment and come back."));
    for (var site : desk.sites()) {
      site.going()
          .ifPresent(
              who -> {
                lines.add("");
                lines.add("A run of " + site.name() + " is going on now:");
                lines.add("  " + who);
              });
    }
    return lines;
  }

  /// The likeliest first: a run that stopped, then answers given before.
  @Override
  public List<Field> fields(Draft draft) {
    var choices = new ArrayList<Choice>();
    var sites = desk.sites();
    for (var site : sites) {
      site.unfinished()
          .ifPresent(
              run ->
                  choices.add(
                      new Choice(
                          Way.RESUME.value(site.name()),
                          "Go on with " + site.name() + ": run " + run + " is not finished")));
    }
    if (draft.screen().isEmpty()) {
      choices.add(new Choice(Way.NEW.value(""), "Install a new cluster"));
    } else {
      choices.add(
          new Choice(Way.NEW.value(""), "Install a new cluster with the answers given so far"));
      choices.add(new Choice(Way.ANEW.value(""), "Install a new cluster from the first question"));
    }
    for (var site : sites) {
      if (site.unfinished().isEmpty() && site.going().isEmpty()) {
        choices.add(new Choice(Way.UPGRADE.value(site.name()), "Upgrade " + site.name()));
      }
    }
    var start = START.field(choices.toArray(Choice[]::new));
    return isChanged(draft) ? List.of(start, replace()) : List.of(start);
  }

  /// Whether answers that were kept would take the place of something written by hand.
  private boolean isChanged(Draft draft) {
    return !siteFile.isTaken() && siteFile.isChanged(draft);
  }

  private Field replace() {
    var name = siteFile.name();
    return REPLACE.field(
        new Choice("no", name + " stays as it is"),
        new Choice("yes", "yes; the old one is kept as " + name + ".before"));
  }

  /// Answers for a new cluster are none for one that is known: nothing of them, a skipped check
  /// least of all, goes into its upgrade. And a site that was begun keeps its file.
  @Override
  public Left leave(Draft answered, Secrets secrets, Skin skin) {
    var draft = answered.without(List.of(REPLACE));
    return switch (Way.of(draft)) {
      case NEW -> siteFile.isTaken() ? taken(draft) : begin(answered, draft);
      case ANEW ->
          siteFile.isTaken() || isOfKnownSite()
              ? taken(draft)
              : begin(answered, Draft.empty().with(START, Way.NEW.value("")));
      case RESUME, UPGRADE -> Left.on(Draft.empty().with(START, draft.get(START)));
    };
  }

  private Left begin(Draft answered, Draft begun) {
    if (isChanged(answered)) {
      if (!answered.is(REPLACE, "yes")) {
        return Left.stay(answered, List.of(changed()));
      }
      siteFile.setAside();
    }
    return Left.on(begun);
  }

  private Problem changed() {
    var name = siteFile.name();
    return Problem.of(
            ProblemId.USAGE_WRONG,
            name + " was changed since the answers were written, and is not written over")
        .withFix(
            "holdfast install --answers " + name + "   # to install what it says",
            "or answer yes: it is written anew, and the old one kept as " + name + ".before");
  }

  private Left taken(Draft draft) {
    return Left.stay(draft, List.of(taken()));
  }

  private boolean isOfKnownSite() {
    return desk.sites().stream().anyMatch(site -> site.file().equals(siteFile.path()));
  }

  private Problem taken() {
    var file = siteFile.name();
    return Problem.of(ProblemId.USAGE_WRONG, file + " is here already and is not written over")
        .withFix(
            "holdfast install --answers " + file + "   # to install what it says",
            "holdfast install --into OTHER.yaml   # for another cluster");
  }
}
