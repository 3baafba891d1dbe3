package io.holdfast.installer.run;

import io.holdfast.scheduler.port.SecretSource;
import java.util.List;
import java.util.Set;

/// Takes the site's secrets out of texts that came from hosts. Files that are shown hold none by
/// the way they are made; this is for what somebody wrote into one by hand.
final class KnownSecrets {
  /// Shorter ones are no secrets of ours, and would be found in innocent words.
  private static final int LEAST_LENGTH = 8;

  private final List<String> names;
  private final SecretSource secrets;

  KnownSecrets(Set<String> names, SecretSource secrets) {
    this.names = names.stream().sorted().toList();
    this.secrets = secrets;
  }

  /// The text with the name of each secret in its place.
  String hide(String text) {
    var hidden = text;
    for (var name : names) {
      var value = secrets.secret(name).reveal().strip();
      if (value.length() >= LEAST_LENGTH && hidden.contains(value)) {
        hidden = hidden.replace(value, "${secret:" + name + "}");
      }
    }
    return hidden;
  }
}
