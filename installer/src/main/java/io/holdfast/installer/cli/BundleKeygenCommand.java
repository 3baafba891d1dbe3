package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast bundle keygen --out DIR`: the vendor's signing keys and the trust file for customers.
@Command(name = "keygen", description = "Make signing keys and the trust file that goes with them.")
final class BundleKeygenCommand extends Verb {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make; existing keys are never replaced.")
  private Path folder = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "vendor",
      description = "The vendor's name in the trust file (vendor).")
  private String name = "vendor";

  @Override
  int run(Output output) {
    var keys = Bundles.keygen(folder, name);
    output.text("Ed25519 key " + keys.ed25519Id());
    output.text("ECDSA key   " + keys.ecdsaId());
    output.text("trust file  " + keys.trustFile());
    output.say(
        "Give the trust file to customers apart from any bundle. The private keys stay here.");
    output.result(keys);
    return 0;
  }
}
