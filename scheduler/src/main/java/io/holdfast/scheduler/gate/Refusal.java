package io.holdfast.scheduler.gate;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;

/// The two ways in which an operation on a product ends badly: the product says no, or it says
/// nothing.
public final class Refusal {
  private Refusal() {}

  /// The product refused; asking again would not help.
  public static HoldfastException of(String host, String what, Reply reply) {
    return of(host, what, reply.trouble());
  }

  /// The product has had its time.
  public static HoldfastException of(String host, String what, String evidence) {
    return Problem.of(ProblemId.API_REFUSED, what)
        .withHost(host)
        .withEvidence(evidence)
        .asException();
  }

  /// Nobody who could do it answers now; ask again.
  public static HoldfastException silent(String what, String evidence) {
    return Problem.of(ProblemId.API_SILENT, what).withEvidence(evidence).asException();
  }
}
