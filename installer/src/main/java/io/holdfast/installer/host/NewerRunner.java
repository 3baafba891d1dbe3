package io.holdfast.installer.host;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.ProductVersion;

/// A runner of a newer Holdfast: what lies on its host is written by that one, and an older program
/// need not understand it. Of builds of one version nobody can say which is the newer one, so only
/// the number counts.
final class NewerRunner {
  private NewerRunner() {}

  static void refuse(String host, String ours, String theirs) {
    if (isBefore(ours, theirs)) {
      throw Problem.of(
              ProblemId.NEWER_HOLDFAST,
              "The host was changed by Holdfast %s, this is Holdfast %s".formatted(theirs, ours))
          .withHost(host)
          .withFix(
              "give the same command with Holdfast %s or newer; it goes back to an earlier bundle as well"
                  .formatted(theirs))
          .withClusterSafe(true, "nothing was changed by this command")
          .asException();
    }
  }

  private static boolean isBefore(String ours, String theirs) {
    var here = ProductVersion.find(ours);
    var there = ProductVersion.find(theirs);
    return here.isPresent() && there.isPresent() && here.get().compareTo(there.get()) < 0;
  }
}
