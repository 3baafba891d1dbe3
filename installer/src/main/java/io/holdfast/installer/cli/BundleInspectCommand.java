package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast bundle inspect BUNDLE --trust FILE`: what is in a bundle, after its signatures held.
@Command(name = "inspect", description = "Show what a signed bundle holds.")
final class BundleInspectCommand extends Verb {
  @Mixin private final SignedBundle signed = new SignedBundle();

  @Override
  int run(Output output) {
    var summary = Bundles.inspect(signed.file(), signed.trust());
    BundleText.lines(summary).forEach(output::text);
    BundleWarnings.of(summary).forEach(warning -> output.say("warning: " + warning));
    output.result(summary);
    return 0;
  }
}
