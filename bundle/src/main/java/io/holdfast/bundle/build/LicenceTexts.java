package io.holdfast.bundle.build;

import io.holdfast.bundle.file.BlobContent;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the text of a component's terms. Whoever gets the component gets the text with it, so it
/// must be one that can be read: not nothing, and not a program.
final class LicenceTexts {
  private static final long LARGEST = 4L << 20;

  private LicenceTexts() {}

  static BlobContent read(String component, Path file) {
    if (!Files.isRegularFile(file)) {
      throw refused(component, "There is no file " + file);
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw refused(component, file + " is larger than a licence can be");
      }
      byte[] bytes = Files.readAllBytes(file);
      var text = new String(bytes, StandardCharsets.UTF_8);
      if (text.isBlank()) {
        throw refused(component, file + " is empty");
      }
      if (text.indexOf('\0') >= 0) {
        throw refused(component, file + " is no text");
      }
      return BlobContent.of(bytes);
    } catch (IOException unreadable) {
      throw refused(component, file + " cannot be read (" + unreadable.getMessage() + ")");
    }
  }

  private static RuntimeException refused(String component, String why) {
    return Problem.of(
            ProblemId.LICENCE_MISSING,
            "The component " + component + " comes without the text of its licence")
        .withEvidence(why)
        .withFix(
            "put the licence that came with the release there, and name it: licence: {name: NAME, file: FILE}")
        .asException();
  }
}
