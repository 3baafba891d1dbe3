package io.holdfast.installer.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The keys of ada, ben and eve in a folder, made by the real `ssh-keygen` of this machine, and a
/// site whose approvers are the first two.
public record Signers(Path folder) {

  /// Skips the test where there is no `ssh-keygen`.
  public static Signers in(Path folder) throws InterruptedException {
    var signers = new Signers(folder);
    for (var name : List.of("ada", "ben", "eve")) {
      signers.make(name, "");
    }
    return signers;
  }

  void make(String name, String passphrase) throws InterruptedException {
    var builder =
        new ProcessBuilder(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", key(name).toString());
    try {
      assertThat(builder.inheritIO().start().waitFor()).isZero();
    } catch (IOException missing) {
      assumeTrue(false, "ssh-keygen is missing here");
    }
  }

  public Path key(String name) {
    return folder.resolve(name);
  }

  String pub(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".pub")).strip();
  }

  /// The text of the site, which wants so many approvals of each plan.
  public String site(int approvals) throws IOException {
    return """
    site: acme
    access: {user: ops, keyFile: key}
    vault: {keyFile: vault.key}
    approvals: %d
    approvers:
      - {name: ada, key: "%s"}
      - {name: ben, key: "%s"}
    hosts:
      - {name: s1, address: 10.0.0.11, roles: [server]}
    """
        .formatted(approvals, pub("ada"), pub("ben"));
  }
}
