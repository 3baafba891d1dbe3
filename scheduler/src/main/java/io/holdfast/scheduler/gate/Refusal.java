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

  /// A reply that tells something, be it a no. Silence and a server error (an election, for
  /// example) tell nothing, least of all that something is not there; they pass, and are refused as
  /// `what`.
  public static Reply requireTold(String what, Reply reply) {
    if (reply.isSilent() || reply.status() >= 500) {
      throw silent(what, reply.trouble());
    }
    return reply;
  }

  /// A success; everything else is refused as `what`, the one or the other way.
  public static Reply requireDone(String host, String what, Reply reply) {
    if (!requireTold(what, reply).isSuccess()) {
      throw of(host, what, reply);
    }
    return reply;
  }

  /// Nobody who could do it answers now; ask again.
  public static HoldfastException silent(String what, String evidence) {
    return Problem.of(ProblemId.API_SILENT, what).withEvidence(evidence).asException();
  }
}
