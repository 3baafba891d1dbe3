package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import java.util.List;

/// The gates that a product with a quorum has on each of its servers; `product` is the first part
/// of their ids.
record QuorumGateSpecs(String product, GateSpecs gates) {

  /// All planned servers have found each other.
  GateSpec formed(String host) {
    return gates.formed(product + ".formed", host);
  }

  /// The others hold the quorum without this one.
  GateSpec before(String host) {
    return gates.quorumBefore(product + ".quorum-before", host);
  }

  /// The others hold the quorum without this one, which may be forgotten already.
  GateSpec beforeForgotten(String host) {
    return gates.quorumWithout(product + ".quorum-before", host);
  }

  /// The others hold the quorum without this one, while it and `leaving` are taken out of it one
  /// after the other.
  GateSpec beforeLeaving(String host, List<String> leaving) {
    return gates.quorumWithout(product + ".quorum-before", host, leaving);
  }

  /// The same, or it does not vote anyway.
  GateSpec leavingOrDown(String host, List<String> leaving) {
    return gates.quorumWithout(product + ".quorum-or-down", host, leaving);
  }

  /// It is a member no more, in the eyes of each one that stays.
  GateSpec left(String host, List<String> leaving) {
    return gates.membersLeft(product + ".members-left", host, leaving);
  }

  /// The others hold the quorum, or it does not vote anyway: to disturb it loses nothing.
  GateSpec orDown(String host) {
    return gates.quorumOrDown(product + ".quorum-or-down", host);
  }

  /// It is a healthy member again, for the stabilisation time and the soak without a break.
  GateSpec after(Change change) {
    return gates.memberAfter(memberAfter(), change.host(), change.desired().version());
  }

  /// It is back as it was, for the stabilisation time.
  GateSpec back(Change change) {
    return member(change.host(), change.fromVersion());
  }

  /// It is a healthy member of this version, for the stabilisation time.
  GateSpec member(String host, String version) {
    return gates.memberBack(memberAfter(), host, version);
  }

  private String memberAfter() {
    return product + ".member-after";
  }
}
