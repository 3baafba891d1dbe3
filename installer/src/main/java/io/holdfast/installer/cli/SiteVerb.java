package io.holdfast.installer.cli;

import io.holdfast.installer.secret.SecretFiles;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What verbs about one cluster share: which site it is.
abstract class SiteVerb extends Verb {
  @Option(
      names = {"--site", "--answers"},
      paramLabel = "FILE|NAME",
      description =
          "The site file, or the name of a site known here (site.yaml, or the only site known).")
  private @Nullable String site;

  /// Every verb about a cluster comes by here, and warns of files that hold more than they should
  /// tell other users.
  final SiteContext context() {
    var context = SiteContext.find(stateFolder(), Optional.ofNullable(site));
    output().warn(SecretFiles.warnings(context.site().access(), context.home()));
    return context;
  }

  final boolean namesSite() {
    return site != null;
  }

  final Optional<String> namedSite() {
    return Optional.ofNullable(site);
  }
}
