package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.OWNER;
import static io.holdfast.installer.wizard.Question.PHONE;
import static io.holdfast.installer.wizard.Question.SITE;

import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;

/// The cluster's name, and who answers for it.
final class SiteScreen extends SitePart {
  private final Desk desk;
  private final AnswerFiles files;

  SiteScreen(Desk desk, AnswerFiles files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String id() {
    return "site";
  }

  @Override
  public String title() {
    return "Site";
  }

  @Override
  public List<Field> fields(Draft draft) {
    return List.of(SITE.field(), OWNER.field(), PHONE.field());
  }

  /// What this machine keeps of a site, its identity too, it finds by the name; and the file of a
  /// site that was begun stays that site's.
  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    var left = super.leave(draft, secrets, skin);
    if (!left.problems().isEmpty()) {
      return left;
    }
    var name = draft.get(SITE).strip();
    for (var known : desk.sites()) {
      var isItsFile = known.file().equals(files.siteFile());
      if (known.name().equals(name) && !isItsFile) {
        return Left.stay(draft, List.of(nameTaken(known)));
      }
      if (isItsFile && !known.name().equals(name)) {
        return Left.stay(draft, List.of(fileTaken(known)));
      }
    }
    return left;
  }

  private static Problem nameTaken(Desk.Standing known) {
    return Problem.of(
            ProblemId.SITE_NAME_TAKEN,
            "This machine manages a cluster named " + known.name() + " already")
        .withEvidence("its file is " + known.file())
        .withFix("give the new cluster a name of its own");
  }

  private static Problem fileTaken(Desk.Standing known) {
    return Problem.of(
            ProblemId.VALUE_REFUSED,
            known.file().getFileName() + " is the file of the site " + known.name())
        .withFix("holdfast install --into OTHER.yaml   # for another cluster");
  }
}
