package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.JUMP;
import static io.holdfast.installer.wizard.Question.LOGIN;
import static io.holdfast.installer.wizard.Question.PORT;
import static io.holdfast.installer.wizard.Question.SUDO;
import static io.holdfast.installer.wizard.Question.USER;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Field.Choice;
import java.util.List;

/// Who logs in on the hosts, how it becomes root, and through whom.
final class AccessScreen extends SitePart {
  @Override
  public String id() {
    return "access";
  }

  @Override
  public String title() {
    return "Access";
  }

  @Override
  public List<Field> fields(Draft draft) {
    return List.of(
        USER.field(),
        PORT.field(),
        LOGIN.field(
            new Choice("key", "a key file"),
            new Choice("agent", "keys of the SSH agent on this machine"),
            new Choice("password", "a password")),
        SUDO.field(
            new Choice("password", "sudo with a password"),
            new Choice("nopasswd", "sudo without a password"),
            new Choice("root", "it is root already")),
        JUMP.field());
  }
}
