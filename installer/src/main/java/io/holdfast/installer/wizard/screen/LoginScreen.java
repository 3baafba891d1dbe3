package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.KEY_FILE;
import static io.holdfast.installer.wizard.Question.KNOWN_HOSTS;
import static io.holdfast.installer.wizard.Question.LOGIN;
import static io.holdfast.installer.wizard.Question.PASSWORD;
import static io.holdfast.installer.wizard.Question.PASSWORD_FILE;
import static io.holdfast.installer.wizard.Question.SUDO;
import static io.holdfast.installer.wizard.Question.SUDO_PASSWORD;
import static io.holdfast.installer.wizard.Question.SUDO_PASSWORD_FILE;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Question;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;

/// The files with which the login proves itself.
final class LoginScreen extends SitePart {
  private final AnswerFiles files;

  LoginScreen(AnswerFiles files) {
    this.files = files;
  }

  @Override
  public String id() {
    return "login";
  }

  @Override
  public String title() {
    return "Login";
  }

  @Override
  public List<String> text(Draft draft) {
    return List.of(
        "Passwords stay in files of this machine that only you can read; site.yaml",
        "holds their names. Relative names lie beside " + files.siteFile().getFileName() + ".");
  }

  @Override
  public List<Field> fields(Draft draft) {
    var fields = new ArrayList<Field>();
    switch (draft.get(LOGIN)) {
      case "password" -> {
        fields.add(PASSWORD_FILE.field());
        fields.add(PASSWORD.field());
      }
      case "agent" -> {}
      default -> fields.add(KEY_FILE.field());
    }
    if (draft.is(SUDO, "password")) {
      fields.add(SUDO_PASSWORD_FILE.field());
      fields.add(SUDO_PASSWORD.field());
    }
    fields.add(KNOWN_HOSTS.field());
    return fields;
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    keep(draft, PASSWORD_FILE, PASSWORD, secrets);
    keep(draft, SUDO_PASSWORD_FILE, SUDO_PASSWORD, secrets);
    var needed = new ArrayList<Question>();
    switch (draft.get(LOGIN)) {
      case "password" -> needed.add(PASSWORD_FILE);
      case "agent" -> {}
      default -> needed.add(KEY_FILE);
    }
    if (draft.is(SUDO, "password")
        && (draft.has(SUDO_PASSWORD_FILE) || !draft.is(LOGIN, "password"))) {
      needed.add(SUDO_PASSWORD_FILE);
    }
    var missing = files.missing(draft, needed.toArray(Question[]::new));
    return missing.isEmpty() ? super.leave(draft, secrets, skin) : Left.stay(draft, missing);
  }

  private void keep(Draft draft, Question file, Question secret, Secrets secrets) {
    var typed = secrets.of(secret);
    if (typed.isPresent()) {
      if (!draft.has(file)) {
        throw Problem.of(ProblemId.MISSING_KEY, "\"" + file.field().label() + "\" is empty")
            .asException();
      }
      files.keep(draft, file, typed.get());
    }
  }
}
