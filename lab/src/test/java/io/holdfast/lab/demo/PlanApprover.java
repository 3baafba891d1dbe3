package io.holdfast.lab.demo;

import io.holdfast.lab.host.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Somebody who decides about plans, with an SSH key that OpenSSH made and by which OpenSSH signs.
record PlanApprover(String name, Path key) {
  private static final String NAMESPACE = "holdfast-plan";

  /// The key is made once, and kept in the folder.
  static PlanApprover in(Path folder, String name) {
    var key = folder.resolve("key-of-" + name);
    if (!Files.exists(key)) {
      SystemCommand.run(
          "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key.toString());
    }
    return new PlanApprover(name, key);
  }

  /// As it stands under `approvers` in a site file.
  String entry() throws IOException {
    return "  - {name: %s, key: \"%s\"}\n".formatted(name, publicKey());
  }

  /// Signs without Holdfast, as somebody does whose key has a passphrase.
  void signs(Path plan) throws IOException {
    SystemCommand.run(
        "ssh-keygen", "-Y", "sign", "-n", NAMESPACE, "-f", key.toString(), plan.toString());
    Files.createDirectories(signature(plan).getParent());
    Files.move(plan.resolveSibling(plan.getFileName() + ".sig"), signature(plan));
  }

  /// Whether OpenSSH believes a signature, by whomever it was made.
  boolean hasSigned(Path plan) throws IOException {
    var allowed = Files.writeString(Path.of(key + ".allowed"), name + " " + publicKey() + "\n");
    var verified =
        SystemCommand.attempt(
            Files.readString(plan),
            List.of(
                "ssh-keygen",
                "-Y",
                "verify",
                "-n",
                NAMESPACE,
                "-f",
                allowed.toString(),
                "-I",
                name,
                "-s",
                signature(plan).toString()));
    return verified.ok();
  }

  private Path signature(Path plan) {
    return plan.resolveSibling(plan.getFileName() + ".approvals").resolve(name + ".sig");
  }

  private String publicKey() throws IOException {
    return Files.readString(Path.of(key + ".pub")).strip();
  }
}
