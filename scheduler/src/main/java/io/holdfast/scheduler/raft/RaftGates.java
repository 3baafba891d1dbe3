package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.LedAgain;
import io.holdfast.scheduler.gate.MembersLeft;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.QuorumBefore;
import io.holdfast.scheduler.gate.QuorumOrDown;
import java.util.Map;

/// The gates and operations that each of these products has, by the names that plans use.
public final class RaftGates {
  private RaftGates() {}

  public static Map<String, Gate> of(RaftProduct product) {
    return Map.of(
        product.id() + ".formed", new Formed(product),
        product.id() + ".members-left", new MembersLeft(asked -> RaftCluster.look(product, asked)),
        product.id() + ".quorum-before",
            new QuorumBefore(asked -> RaftCluster.look(product, asked)),
        product.id() + ".quorum-or-down",
            new QuorumOrDown(asked -> RaftCluster.look(product, asked)),
        product.id() + ".led-again", new LedAgain(asked -> RaftCluster.look(product, asked)),
        product.id() + ".member-after", new MemberAfter(product),
        product.id() + ".durable-counts", new DurableCounts(product));
  }

  public static Map<String, Operation> operationsOf(RaftProduct product) {
    return Map.of(
        product.id() + ".transfer-leader", new TransferLeader(product),
        product.id() + ".save-snapshot", new SaveSnapshot(product),
        product.id() + ".rehearse-snapshot", new RehearseSnapshot(product),
        product.id() + ".count-durable", new CountDurable(product),
        product.id() + ".restore-snapshot", new RestoreSnapshot(product),
        product.id() + ".hand-over", new HandOver(product),
        product.id() + ".keep-places", new KeepPlaces(product),
        product.id() + ".forget-member", new ForgetMember(product));
  }
}
