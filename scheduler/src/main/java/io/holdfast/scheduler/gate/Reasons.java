package io.holdfast.scheduler.gate;

import java.util.ArrayList;
import java.util.List;

/// Collects why a condition is not met; without any reason it is.
public final class Reasons {
  private final List<String> list = new ArrayList<>();

  public Reasons add(String reason) {
    list.add(reason);
    return this;
  }

  public Reasons addAll(List<String> reasons) {
    list.addAll(reasons);
    return this;
  }

  public Reasons unless(boolean fine, String reason) {
    return fine ? this : add(reason);
  }

  /// The process of a host must report the planned version.
  public Reasons unlessRuns(String host, String reported, String planned) {
    return unless(
        Versions.same(reported, planned),
        host
            + " runs "
            + (reported.isEmpty() ? "an unknown version" : reported)
            + ", planned is "
            + planned);
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public List<String> list() {
    return List.copyOf(list);
  }

  /// Met with the given words, or not yet with all the reasons.
  public Verdict verdict(String met, Inquiry inquiry) {
    return list.isEmpty()
        ? new Verdict.Met(met, inquiry.raw())
        : new Verdict.NotYet(String.join("; ", list), inquiry.raw());
  }
}
