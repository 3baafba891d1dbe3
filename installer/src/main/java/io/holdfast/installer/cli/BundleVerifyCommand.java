package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast bundle verify BUNDLE --trust FILE`: reads and checks every byte.
@Command(name = "verify", description = "Check the signatures and every byte of a bundle.")
final class BundleVerifyCommand extends Verb {
  @Mixin private final SignedBundle signed = new SignedBundle();

  @Override
  int run(Output output) {
    var summary = Bundles.verify(signed.file(), signed.trust());
    output.text(
        "good: "
            + summary.name()
            + " "
            + summary.version()
            + ", "
            + summary.bytes()
            + " bytes in "
            + summary.blobs()
            + " blobs, signed by "
            + summary.signer());
    BundleWarnings.of(summary).forEach(warning -> output.say("warning: " + warning));
    output.result(summary);
    return 0;
  }
}
