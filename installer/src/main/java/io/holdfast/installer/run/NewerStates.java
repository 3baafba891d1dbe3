package io.holdfast.installer.run;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.concurrent.ConcurrentSkipListMap;

/// Which servers keep something that only a newer Holdfast reads. A server that fails otherwise is
/// passed over for the next one; here the next one may just be behind, and be believed.
public final class NewerStates {
  private final ConcurrentSkipListMap<String, HoldfastException> found =
      new ConcurrentSkipListMap<>();

  public void note(String server, Exception failed) {
    if (failed instanceof HoldfastException refused && refused.has(ProblemId.NEWER_HOLDFAST)) {
      found.put(server, refused);
    }
  }

  public void refuseIfAny() {
    if (!found.isEmpty()) {
      throw found.firstEntry().getValue();
    }
  }
}
