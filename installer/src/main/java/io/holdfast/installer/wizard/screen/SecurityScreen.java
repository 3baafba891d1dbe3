package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.SITE;
import static io.holdfast.installer.wizard.Question.VAULT;
import static io.holdfast.installer.wizard.Question.VAULT_COMMAND;
import static io.holdfast.installer.wizard.Question.VAULT_KEY_FILE;
import static io.holdfast.installer.wizard.Question.VAULT_PASSPHRASE;
import static io.holdfast.installer.wizard.Question.VAULT_PASSPHRASE_FILE;

import io.holdfast.installer.secret.SecretFile;
import io.holdfast.installer.secret.SecretFiles;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Field.Choice;
import io.holdfast.installer.wizard.SiteText;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.templates.text.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// How the vault with the cluster's keys and tokens opens. The rest is not a question: traffic
/// inside the cluster is encrypted and checked both ways, and access rules deny by default.
final class SecurityScreen extends SitePart {
  private static final int KEY_BYTES = 32;

  private final Desk desk;
  private final AnswerFiles files;

  SecurityScreen(Desk desk, AnswerFiles files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String id() {
    return "security";
  }

  @Override
  public String title() {
    return "Security";
  }

  @Override
  public List<String> text(Draft draft) {
    return List.of(
        "Always on: TLS both ways inside the cluster by an authority of its own, an",
        "encrypted gossip, and access rules that deny what is not allowed. Their keys",
        "are kept in a vault on this machine and, sealed, on the servers.",
        "Only before the first run, for good, can your company's authority sign that:",
        "leave at \"Review\", request it, import the answer, and come back here.",
        "  holdfast certs request internal --out ca.csr site.yaml");
  }

  @Override
  public List<Field> fields(Draft draft) {
    var fields = new ArrayList<Field>();
    fields.add(
        VAULT.field(
            new Choice("key", "a key file"),
            new Choice("passphrase", "a passphrase in a file"),
            new Choice("command", "a command that prints the passphrase")));
    switch (draft.get(VAULT)) {
      case "passphrase" -> {
        fields.add(VAULT_PASSPHRASE_FILE.field());
        fields.add(VAULT_PASSPHRASE.field());
      }
      case "command" -> fields.add(VAULT_COMMAND.field());
      default -> fields.add(VAULT_KEY_FILE.field());
    }
    return fields;
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    var left = super.leave(draft, secrets, skin);
    if (!left.problems().isEmpty()) {
      return left;
    }
    if (draft.is(VAULT, "passphrase")) {
      secrets.of(VAULT_PASSPHRASE).ifPresent(typed -> keep(draft, typed));
      var missing = files.missing(draft, VAULT_PASSPHRASE_FILE);
      if (!missing.isEmpty()) {
        return Left.stay(draft, missing);
      }
    } else if (!draft.is(VAULT, "command")) {
      makeKey(draft);
    }
    SecretFiles.ofVault(SiteText.of(draft).site().vault(), files.home())
        .ifPresent(SecretFile::requirePrivate);
    return left;
  }

  /// A passphrase that doesn't open the vault which the site has already is kept nowhere.
  private void keep(Draft draft, Secret typed) {
    desk.requireOpens(draft.get(SITE).strip(), typed);
    files.keep(draft, VAULT_PASSPHRASE_FILE, typed);
  }

  /// A key that is there is never written over: a vault may be sealed with it.
  private void makeKey(Draft draft) {
    var file = files.of(draft, VAULT_KEY_FILE);
    if (!java.nio.file.Files.exists(file)) {
      var key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      AnswerFiles.write(file, key);
    }
  }
}
