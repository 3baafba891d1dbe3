package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast bundle inspect BUNDLE --trust FILE`: what is in a bundle, after its signatures held.
@Command(name = "inspect", description = "Show what a signed bundle holds.")
final class BundleInspectCommand extends Verb {
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
    var summary = Bundles.inspect(bundle, trust);
    BundleText.lines(summary).forEach(output::text);
    output.result(summary);
    return 0;
  }
}
