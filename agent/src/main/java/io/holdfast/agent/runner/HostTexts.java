package io.holdfast.agent.runner;

import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.TextQuestion;
import io.holdfast.scheduler.host.TextReading;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The texts of files that everybody on this host may read and that one of our components brought.
/// Anything else is withheld, whoever asks: a file with a secret in it is never world-readable.
final class HostTexts {
  /// Of one file, and of all files of an answer, in bytes.
  static final int LIMIT = 64 << 10;

  static final int LIMIT_OF_ALL = 512 << 10;

  private final Root root;
  private final String program;
  private final SortedMap<String, String> current;
  private int told;

  /// `current` are the chosen copies of the components that stand here.
  HostTexts(Root root, String program, SortedMap<String, String> current) {
    this.root = root;
    this.program = program;
    this.current = current;
  }

  /// By path, without those that are as wanted.
  SortedMap<String, TextReading> of(List<TextQuestion> questions) throws IOException {
    var texts = new TreeMap<String, TextReading>();
    for (var question : questions) {
      try {
        find(question).ifPresent(found -> texts.put(question.path(), found));
      } catch (FileSystemException unreadable) {
        // It went away meanwhile, or the runner has no root's rights, as in a test.
        texts.put(question.path(), TextReading.WITHHELD);
      }
    }
    return texts;
  }

  private Optional<TextReading> find(TextQuestion question) throws IOException {
    var file = place(question);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(TextReading.ABSENT);
    }
    return isAsWanted(file, question) ? Optional.empty() : Optional.of(text(file, question));
  }

  /// The link to the chosen copy is ours to follow; one inside a copy, or in place of a file, is
  /// not.
  private Path place(TextQuestion question) {
    var link = program + "/" + question.component() + "/current/";
    var copy = current.get(question.component());
    return copy != null && question.path().startsWith(link)
        ? Root.below(
            root.at(program + "/" + question.component() + "/" + copy),
            question.path().substring(link.length()))
        : root.at(question.path());
  }

  private static boolean isAsWanted(Path file, TextQuestion question) throws IOException {
    return isReadableFile(file)
        && Files.size(file) <= LIMIT
        && Sha256.of(Files.readAllBytes(file)).equals(question.sha256());
  }

  private static boolean isReadableFile(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  private TextReading text(Path file, TextQuestion question) throws IOException {
    if (!current.containsKey(question.component())
        || !isReadableFile(file)
        || Files.size(file) > Math.min(LIMIT, LIMIT_OF_ALL - told)) {
      return TextReading.WITHHELD;
    }
    var bytes = Files.readAllBytes(file);
    told += bytes.length;
    try {
      return TextReading.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException noText) {
      return TextReading.WITHHELD;
    }
  }
}
