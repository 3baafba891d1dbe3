package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.BUNDLE;
import static io.holdfast.installer.wizard.Question.TRUST;

import io.holdfast.bundle.Bundles;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Screen;
import io.holdfast.installer.wizard.Sizes;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Way;
import java.util.ArrayList;
import java.util.List;

/// What the bundle holds, and who signed it.
final class ContentsScreen implements Screen {
  private final Desk desk;
  private final AnswerFiles files;
  private List<String> lines = List.of();

  ContentsScreen(Desk desk, AnswerFiles files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String id() {
    return "contents";
  }

  @Override
  public String title() {
    return "Contents";
  }

  @Override
  public boolean applies(Draft draft) {
    return Way.of(draft) != Way.RESUME;
  }

  @Override
  public String command(Draft draft) {
    return AnswerFiles.inspection(draft);
  }

  @Override
  public void enter(Draft draft, Skin skin) {
    lines = lines(desk.inspect(files.of(draft, BUNDLE), files.of(draft, TRUST)));
  }

  @Override
  public List<String> text(Draft draft) {
    return lines;
  }

  private static List<String> lines(Bundles.Summary bundle) {
    var lines = new ArrayList<String>();
    lines.add(bundle.name() + " " + bundle.version() + ", scheduler " + bundle.engine());
    lines.add("Signed by " + bundle.signer() + "; both signatures hold");
    lines.addAll(bundle.signerKeys().stream().map(key -> "  key " + key).toList());
    lines.add("Digest " + bundle.digest());
    lines.add("Size " + Sizes.of(bundle.bytes()) + " in " + bundle.blobs() + " blobs");
    lines.add("");
    for (var part : bundle.components()) {
      lines.add(
          String.format(
              "  %-10s %-22s %9s  %s",
              part.name(), part.version(), Sizes.of(part.bytes()), part.licence()));
    }
    bundle.images().forEach(image -> lines.add("  image      " + image.reference()));
    bundle.services().forEach(service -> lines.add("  service    " + service));
    bundle.jobs().forEach(job -> lines.add("  job        " + job));
    return lines;
  }
}
