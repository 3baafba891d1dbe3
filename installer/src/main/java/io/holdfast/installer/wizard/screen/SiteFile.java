package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.DraftFile;
import io.holdfast.installer.wizard.SiteText;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The `site.yaml` that the answers become. What somebody wrote into it by hand is never written
/// over: it is asked for first, and then kept beside it.
final class SiteFile {
  private static final String WHAT = "The site file";

  private final Path path;
  private final DraftFile answers;
  private final boolean isTaken;

  SiteFile(Path path, DraftFile answers) {
    this.path = path.toAbsolutePath().normalize();
    this.answers = answers;
    this.isTaken = Files.exists(path) && answers.read().isEmpty();
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  Path path() {
    return path;
  }

  /// Whether it was there before any answers.
  boolean isTaken() {
    return isTaken;
  }

  /// Whether it says something else than the answers were written as last.
  boolean isChanged(Draft draft) {
    return Files.exists(path) && !isOurs(UserFile.read(WHAT, path), draft);
  }

  private boolean isOurs(byte[] content, Draft draft) {
    return answers.wrote(content) || Arrays.equals(content, bytes(draft));
  }

  private static byte[] bytes(Draft draft) {
    return SiteText.of(draft).text().getBytes(StandardCharsets.UTF_8);
  }

  /// Keeps a copy of it under a name that is free, from then on the answers may take its place.
  void setAside() {
    var content = UserFile.read(WHAT, path);
    var before = before(1);
    for (var number = 2; Files.exists(before); number++) {
      if (Arrays.equals(UserFile.read(WHAT, before), content)) {
        break;
      }
      before = before(number);
    }
    UserFile.writePrivate(WHAT, before, content);
    answers.noteWritten(content);
  }

  private Path before(int number) {
    return path.resolveSibling(name() + ".before" + (number == 1 ? "" : "-" + number));
  }

  /// Writes the answers, where they say something else than it does.
  void write(Draft draft) {
    if (isChanged(draft)) {
      throw changed().asException();
    }
    var content = bytes(draft);
    if (!Files.exists(path) || !Arrays.equals(UserFile.read(WHAT, path), content)) {
      UserFile.write(WHAT, path, content);
    }
    answers.noteWritten(content);
  }

  private Problem changed() {
    return Problem.of(
            ProblemId.USAGE_WRONG,
            name() + " was changed since the answers were written, and is not written over")
        .withFix(
            "holdfast install --answers " + name() + "   # to install what it says",
            "leave and come back: the first screen asks, and keeps it as " + name() + ".before");
  }
}
