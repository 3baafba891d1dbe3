package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// Where the key of the site's vault comes from: exactly one of three forms.
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
  @JsonSubTypes.Type(VaultKey.KeyFile.class),
  @JsonSubTypes.Type(VaultKey.PassphraseFile.class),
  @JsonSubTypes.Type(VaultKey.Command.class)
})
public sealed interface VaultKey {
  /// A file of 32 random bytes.
  record KeyFile(String keyFile) implements VaultKey {}

  /// A file with a passphrase in its first line.
  record PassphraseFile(String passphraseFile) implements VaultKey {}

  /// A program whose standard output is the passphrase, such as a client of the customer's own
  /// safe.
  record Command(List<String> command) implements VaultKey {
    public Command {
      command = List.copyOf(command);
      if (command.isEmpty()) {
        throw new IllegalArgumentException("the command is empty");
      }
    }
  }
}
