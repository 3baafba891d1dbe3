package io.holdfast.installer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A bundle, and whom to believe that it is the vendor's.
final class SignedBundle {
  @Parameters(paramLabel = "BUNDLE", description = "The bundle.")
  private Path file = Path.of("");

  @Option(
      names = "--trust",
      required = true,
      paramLabel = "FILE",
      description = "The trust file of the vendor.")
  private Path trust = Path.of("");

  Path file() {
    return file;
  }

  Path trust() {
    return trust;
  }
}
