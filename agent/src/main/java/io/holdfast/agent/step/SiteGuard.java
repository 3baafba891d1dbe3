package io.holdfast.agent.step;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.util.Optional;

/// Which site this host belongs to, and who may therefore change it.
///
/// The identity is a file that the first step of an install writes; a host without it takes any
/// site.
public final class SiteGuard {
  /// The identity's name within the site's folder.
  public static final String FILE = "identity";

  private final Root root;
  private final Fences fences;

  public SiteGuard(Root root, Fences fences) {
    this.root = root;
    this.fences = fences;
  }

  /// The highest number of a lock that this host has seen.
  public interface Fences {
    /// Whether `fence` is not lower than any seen before; remembers it then.
    boolean admit(long fence) throws IOException;
  }

  /// What the identity file says; a later version may add to it.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Identity(String siteId) {}

  public Optional<String> siteId() throws IOException {
    var file = DurableFiles.read(root.site().resolve(FILE));
    return file.map(json -> Json.read(json, Identity.class).siteId());
  }

  /// Ends in `OTHER_CLUSTER` when this host belongs to another site than the one named.
  public void requireSite(String siteId) throws IOException {
    if (belongsElsewhere(siteId)) {
      throw HoldfastException.of(ProblemId.OTHER_CLUSTER, "This host belongs to another cluster");
    }
  }

  private boolean belongsElsewhere(String siteId) throws IOException {
    return siteId().filter(mine -> !mine.equals(siteId)).isPresent();
  }

  /// Ends in `FENCE_TOO_LOW` when this host follows a newer run.
  public void requireFence(long fence) throws IOException {
    if (!fences.admit(fence)) {
      throw HoldfastException.of(ProblemId.FENCE_TOO_LOW, tooLow(fence));
    }
  }

  /// Why a step may not be done here, if so.
  public Optional<String> refusal(StepRequest request) throws IOException {
    if (belongsElsewhere(request.siteId())) {
      return Optional.of(ProblemId.OTHER_CLUSTER + " This host belongs to another cluster");
    }
    if (!fences.admit(request.fence())) {
      return Optional.of(ProblemId.FENCE_TOO_LOW + " " + tooLow(request.fence()));
    }
    return Optional.empty();
  }

  private static String tooLow(long fence) {
    return "This host follows a newer run than the one with lock number " + fence;
  }
}
