package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast bundle digest BUNDLE`: the digest that names a bundle, or the exact line that is
/// signed.
@Command(name = "digest", description = "Print the digest that names a bundle.")
final class BundleDigestCommand extends Verb {
  @Parameters(paramLabel = "BUNDLE", description = "The bundle.")
  private Path bundle = Path.of("");

  @Option(
      names = "--message",
      description = "Print the line that is signed, for signing elsewhere.")
  private boolean message;

  @Override
  int run(Output output) {
    var digest = Bundles.digest(bundle);
    output.text(message ? digest.message().stripTrailing() : digest.digest());
    output.result(digest);
    return 0;
  }
}
