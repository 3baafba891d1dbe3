package io.holdfast.templates.text;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a file with placeholders `{{secret:NAME}}` where secrets belong.
///
/// The text with its placeholders may be shown, planned, journaled and digested. Only `resolve`
/// puts the secrets in, on the controller, just before the text goes to the host that owns them.
public final class SecretText {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{secret:([a-z0-9][a-z0-9._-]*)\\}\\}");
  private static final String OPENING = "{{secret:";

  private final String text;

  private SecretText(String text) {
    this.text = text;
  }

  /// A text that may hold placeholders.
  @JsonCreator
  public static SecretText of(String text) {
    var broken = PLACEHOLDER.matcher(text).replaceAll("").indexOf(OPENING);
    if (broken >= 0) {
      throw new IllegalArgumentException("a placeholder for a secret is misspelt");
    }
    return new SecretText(text);
  }

  /// A text that must hold none, for a file that everybody on the host may read.
  public static SecretText plain(String text) {
    if (text.contains(OPENING)) {
      throw new IllegalArgumentException("a placeholder for a secret in a file that holds none");
    }
    return new SecretText(text);
  }

  /// The placeholder of one secret.
  public static String placeholder(String name) {
    var text = OPENING + name + "}}";
    if (!PLACEHOLDER.matcher(text).matches()) {
      throw new IllegalArgumentException("not a name of a secret: " + name);
    }
    return text;
  }

  /// The text as it is, with placeholders: safe to show.
  @JsonValue
  public String text() {
    return text;
  }

  public SortedSet<String> names() {
    var names = new TreeSet<String>();
    PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
    return names;
  }

  public boolean hasSecrets() {
    return !names().isEmpty();
  }

  public String sha256() {
    return Sha256.of(text);
  }

  /// The text with the secrets in place. Beside other text a secret may not hold quotes,
  /// backslashes or line breaks, for it would change the meaning of what stands around it; a text
  /// of secrets alone (a certificate and its key, for example) takes them as they are.
  public Secret resolve(Function<String, Secret> secrets) {
    var alone = PLACEHOLDER.matcher(text).replaceAll("").isBlank();
    return Secret.of(
        PLACEHOLDER
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), secrets, alone))));
  }

  private static String value(String name, Function<String, Secret> secrets, boolean alone) {
    var value = secrets.apply(name).reveal();
    if (!alone && value.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\'' || c == '\\')) {
      throw new IllegalArgumentException("the secret " + name + " cannot stand inside a text");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
