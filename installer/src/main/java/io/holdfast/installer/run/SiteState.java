package io.holdfast.installer.run;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;

/// In which version what is kept of a run is written, here and on the servers, and by which
/// Holdfast. Documents are read strictly, so whoever adds to them raises `VERSION`: an older
/// program then says that it is too old, not that a file is damaged. What has no version is from
/// before there was one, and is read.
public record SiteState(int version, String program) {
  static final int VERSION = 1;

  /// As this Holdfast writes it.
  public static SiteState of(String program) {
    return new SiteState(VERSION, program);
  }

  /// Refuses what a newer Holdfast has written about a run, before anything else in it is read.
  static void requireKnown(byte[] about) {
    var state = Json.readTree(about).path("state");
    var version = state.path("version").asInt(0);
    if (version > VERSION) {
      throw newer(version, state.path("program").asString("a newer one"));
    }
  }

  private static HoldfastException newer(int version, String program) {
    return Problem.of(ProblemId.NEWER_HOLDFAST, "A newer Holdfast has changed this site")
        .withEvidence(
            "Holdfast %s keeps its runs in version %d, this one reads up to %d"
                .formatted(program, version, VERSION))
        .withFix("give the same command with Holdfast %s or newer".formatted(program))
        .withClusterSafe(true, "nothing was changed")
        .asException();
  }
}
