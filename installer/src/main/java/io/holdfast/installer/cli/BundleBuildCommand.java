package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import io.holdfast.bundle.build.BuildRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast bundle build appliance.yaml -o BUNDLE --key DIR`.
@Command(name = "build", description = "Build and sign a bundle from an appliance file.")
final class BundleBuildCommand extends Verb {
  @Parameters(paramLabel = "FILE", description = "The appliance file.")
  private Path appliance = Path.of("appliance.yaml");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "BUNDLE",
      description = "The bundle to write.")
  private Path target = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "DIR",
      description = "The folder with the signing keys.")
  private Path keys = Path.of("");

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where fetched packages and releases are kept (~/.cache/holdfast).")
  private @Nullable Path cache;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A value for $${NAME} in the paths of the appliance file.")
  private Map<String, String> variables = new TreeMap<>();

  /// What was built, and what its versions will meet at a site.
  record Result(String bundle, String digest, long bytes, List<String> warnings) {}

  @Override
  int run(Output output) {
    var place = cache == null ? BuildRequest.standardCache(System.getenv()) : cache;
    var built =
        Bundles.build(
            new BuildRequest(appliance, variables, target, keys, place),
            GoneSettings::check,
            output::say);
    var warnings = BundleWarnings.of(built.manifest());
    warnings.forEach(warning -> output.say("warning: " + warning));
    output.text(built.digest() + "  " + built.file());
    output.result(new Result(built.file().toString(), built.digest(), built.size(), warnings));
    return 0;
  }
}
