package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.BUNDLE;
import static io.holdfast.installer.wizard.Question.TRUST;

import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Question;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// AnswerFiles that answers name: relative ones lie beside the `site.yaml` to be.
record AnswerFiles(Path siteFile) {
  AnswerFiles {
    siteFile = siteFile.toAbsolutePath().normalize();
  }

  Path home() {
    return siteFile.resolveSibling("").toAbsolutePath().normalize();
  }

  Path of(Draft draft, Question question) {
    var text = draft.get(question).strip();
    return text.startsWith("~/")
        ? Path.of(System.getProperty("user.home")).resolve(text.substring(2))
        : home().resolve(text);
  }

  /// One problem for each answer that is empty or names no file that can be read.
  List<Problem> missing(Draft draft, Question... questions) {
    var problems = new ArrayList<Problem>();
    for (var question : questions) {
      if (!draft.has(question)) {
        problems.add(
            Problem.of(ProblemId.MISSING_KEY, "\"" + question.field().label() + "\" is empty"));
      } else if (!java.nio.file.Files.isReadable(of(draft, question))) {
        problems.add(
            Problem.of(
                ProblemId.FILE_NOT_READABLE,
                "The file " + of(draft, question) + " cannot be read"));
      }
    }
    return problems;
  }

  /// A file of one line that only its owner can read. One that says something else is never written
  /// over: another site may need it, or a vault be sealed with it.
  void keep(Draft draft, Question question, Secret secret) {
    var file = of(draft, question);
    var line = (secret.reveal() + "\n").getBytes(StandardCharsets.UTF_8);
    if (!java.nio.file.Files.exists(file)) {
      write(file, line);
    } else if (!saysTheSame(file, secret)) {
      throw Problem.of(
              ProblemId.FILE_NOT_WRITABLE,
              "The file " + file + " holds another text and is not written over")
          .withFix(
              "name another file under \"" + question.field().label() + "\"",
              "or leave the text empty, so that the file is used as it is")
          .asException();
    }
  }

  private static boolean saysTheSame(Path file, Secret secret) {
    var text = new String(UserFile.read("The file", file), StandardCharsets.UTF_8);
    return text.lines().findFirst().filter(secret.reveal()::equals).isPresent();
  }

  static void write(Path file, byte[] content) {
    UserFile.writePrivate("The file", file, content);
  }

  /// The options that name bundle and trust file, with words in capitals for what is not answered
  /// yet; begins with a space.
  static String bundleOptions(Draft draft) {
    return " --bundle " + shown(draft, BUNDLE, "BUNDLE") + trustOption(draft);
  }

  /// The command that shows what the bundle holds.
  static String inspection(Draft draft) {
    return "holdfast bundle inspect " + shown(draft, BUNDLE, "BUNDLE") + trustOption(draft);
  }

  private static String trustOption(Draft draft) {
    return " --trust " + shown(draft, TRUST, "FILE");
  }

  private static String shown(Draft draft, Question question, String otherwise) {
    return draft.has(question) ? draft.get(question).strip() : otherwise;
  }
}
