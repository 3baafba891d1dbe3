package io.holdfast.installer.cli;

import io.holdfast.templates.site.Site;
import java.util.Locale;

/// Who believes whom: the cluster's own processes each other, or users the balancers.
enum TrustZone {
  INTERNAL,
  OUTWARD;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What its certificate is for, in a sentence.
  String certificate(Site site) {
    return switch (this) {
      case INTERNAL -> "the authority of site " + site.site();
      case OUTWARD -> "the balancers of site " + site.site();
    };
  }

  @Override
  public String toString() {
    return word();
  }
}
