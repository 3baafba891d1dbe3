package io.holdfast.scheduler.config;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.TextQuestion;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A generated file as it shall stand on a host: one of an installed copy, named through the link
/// to the chosen copy, or one outside of it.
///
/// @param isInCopy it comes with a copy, which holds no secrets and never changes
/// @param isForAll everybody on the host may read it, which is what may be shown
public record ConfigFile(
    String path, String component, SecretText text, boolean isInCopy, boolean isForAll) {

  /// All generated files of a component; those of the product itself are blobs.
  public static List<ConfigFile> of(DesiredCopy copy, String program) {
    var link = program + "/" + copy.component() + "/current/";
    return Stream.concat(
            copy.files().stream().flatMap(file -> inCopy(copy, link, file).stream()),
            copy.placed().stream().map(file -> outside(copy, file)))
        .toList();
  }

  private static Optional<ConfigFile> inCopy(DesiredCopy copy, String link, Action.CopyFile file) {
    return file.text()
        .map(
            text ->
                new ConfigFile(
                    link + file.path(), copy.component(), text, true, isForAll(file.mode(), text)));
  }

  private static ConfigFile outside(DesiredCopy copy, Action.PlaceFile file) {
    return new ConfigFile(
        file.path(), copy.component(), file.text(), false, isForAll(file.mode(), file.text()));
  }

  private static boolean isForAll(String mode, SecretText text) {
    return !text.hasSecrets() && (Integer.parseInt(mode, 8) & 4) != 0;
  }

  /// Asks a host for the text that stands there; never for that of a file with secrets in it.
  public Optional<TextQuestion> question() {
    return isForAll
        ? Optional.of(new TextQuestion(path, component, text.sha256()))
        : Optional.empty();
  }
}
