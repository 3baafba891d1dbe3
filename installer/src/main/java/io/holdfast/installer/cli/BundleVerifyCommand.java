package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast bundle verify BUNDLE --trust FILE`: reads and checks every byte.
@Command(name = "verify", description = "Check the signatures and every byte of a bundle.")
final class BundleVerifyCommand extends Verb {
  @Parameters(paramLabel = "BUNDLE", description = "The bundle.")
  private Path bundle = Path.of("");

  @Option(
      names = "--trust",
      required = true,
      paramLabel = "FILE",
      description = "The trust file of the vendor.")
  private Path trust = Path.of("");

  @Override
  int run(Output output) {
    var summary = Bundles.verify(bundle, trust);
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
    output.result(summary);
    return 0;
  }
}
