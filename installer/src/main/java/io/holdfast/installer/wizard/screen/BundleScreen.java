package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.BUNDLE;
import static io.holdfast.installer.wizard.Question.TRUST;

import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Screen;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Way;
import java.util.List;

/// Which bundle, and by whose word it is trusted.
final class BundleScreen implements Screen {
  private final Desk desk;
  private final AnswerFiles files;

  BundleScreen(Desk desk, AnswerFiles files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String id() {
    return "bundle";
  }

  @Override
  public String title() {
    return "Bundle";
  }

  @Override
  public List<String> text(Draft draft) {
    return List.of(
        "The bundle holds everything that is installed. It must be signed by a vendor",
        "whose trust file you have from elsewhere; there is no way around that.");
  }

  @Override
  public List<Field> fields(Draft draft) {
    return List.of(BUNDLE.field(), TRUST.field());
  }

  @Override
  public String command(Draft draft) {
    return AnswerFiles.inspection(draft);
  }

  @Override
  public boolean applies(Draft draft) {
    return Way.of(draft) != Way.RESUME;
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) {
    var missing = files.missing(draft, BUNDLE, TRUST);
    if (!missing.isEmpty()) {
      return Left.stay(draft, missing);
    }
    var summary = desk.inspect(files.of(draft, BUNDLE), files.of(draft, TRUST));
    return Left.on(draft.forEngine(summary.engine()));
  }
}
