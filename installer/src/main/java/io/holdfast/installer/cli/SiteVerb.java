package io.holdfast.installer.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What verbs about one site share: which site, and which bundle.
abstract class SiteVerb extends Verb {
  @Option(
      names = {"--site", "--answers"},
      paramLabel = "FILE|NAME",
      description =
          "The site file, or the name of a site known here (site.yaml, or the only site known).")
  private @Nullable String site;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description =
          "The bundle (the one of the last run that ended well; of resume, the run's own).")
  private @Nullable Path bundle;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "The vendor's trust file (the one last used).")
  private @Nullable Path trust;

  final SiteContext context() {
    return SiteContext.find(stateFolder(), Optional.ofNullable(site));
  }

  final OpenSite.Source source(SiteContext context) {
    return OpenSite.source(context, namedBundle(), namedTrust());
  }

  final Optional<Path> namedBundle() {
    return Optional.ofNullable(bundle);
  }

  final Optional<Path> namedTrust() {
    return Optional.ofNullable(trust);
  }

  final boolean namesSite() {
    return site != null;
  }

  final boolean namesBundle() {
    return bundle != null;
  }
}
