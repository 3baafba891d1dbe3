package io.holdfast.installer.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What verbs share that bring a site to what a bundle says: which bundle.
abstract class SiteAndBundleVerb extends SiteVerb {
  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description =
          "The bundle (the one of the last run that ended well; of resume, the run's own; of"
              + " rollback, the one before).")
  private @Nullable Path bundle;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "The vendor's trust file (the one last used).")
  private @Nullable Path trust;

  final OpenSite.Source source(SiteContext context) {
    return OpenSite.source(context, namedBundle(), namedTrust());
  }

  final Optional<Path> namedBundle() {
    return Optional.ofNullable(bundle);
  }

  final Optional<Path> namedTrust() {
    return Optional.ofNullable(trust);
  }

  final boolean namesBundle() {
    return bundle != null;
  }
}
