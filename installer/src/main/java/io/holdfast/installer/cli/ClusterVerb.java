package io.holdfast.installer.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What verbs about one cluster share: which site it is.
abstract class ClusterVerb extends Verb {
  @Option(
      names = {"--site", "--answers"},
      paramLabel = "FILE|NAME",
      description =
          "The site file, or the name of a site known here (site.yaml, or the only site known).")
  private @Nullable String site;

  final SiteContext context() {
    return SiteContext.find(stateFolder(), Optional.ofNullable(site));
  }

  final boolean namesSite() {
    return site != null;
  }

  final Optional<String> namedSite() {
    return Optional.ofNullable(site);
  }
}
