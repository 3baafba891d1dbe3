package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// Is the changed server back? Its own process must report the planned version, be a voter under
/// its own node id, agree with all others on leader and voters, and have applied what the leader
/// had at the moment of asking.
///
/// An idle cluster proves nothing about replication, so the first good look writes one entry
/// through the changed server and reads it back from that server's own state.
record MemberAfter(RaftProduct product) implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.text("version");
    var inquiry = new Inquiry(world);
    var cluster = RaftCluster.look(product, inquiry);
    var view = cluster.view(host);
    var reasons = new Reasons();
    cluster.objection(host).ifPresent(why -> reasons.add(host + ": " + why));
    if (view.answers()) {
      reasons.unlessRuns(host, view.version(), version);
      reasons.addAll(cluster.disagreements());
    }
    if (!reasons.isEmpty()) {
      return reasons.verdict("", inquiry);
    }
    var progress = new Replication(product, inquiry, host).prove(cluster);
    progress.trouble().ifPresent(reasons::add);
    return reasons.verdict(
        host
            + " runs "
            + view.version()
            + ", is a voter and has applied index "
            + progress.applied()
            + " (the leader's was "
            + progress.wanted()
            + ")",
        inquiry);
  }
}
