package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Reply;
import java.util.List;
import java.util.Set;

/// One placement of work on a worker: `desired` is what the servers want of it (`run`, `stop`,
/// `evict`), `status` what its worker says (`pending`, `running`, `complete`, `failed`, `lost`).
record Allocation(
    String id,
    String job,
    String type,
    String group,
    String node,
    long jobVersion,
    String desired,
    String status) {
  private static final Set<String> ENDS_BY_ITSELF = Set.of("batch", "sysbatch");

  static List<Allocation> all(Reply allocations) {
    return allocations.json().list().stream().map(Allocation::of).toList();
  }

  private static Allocation of(Body allocation) {
    return new Allocation(
        allocation.at("ID").text(),
        allocation.at("JobID").text(),
        type(allocation),
        allocation.at("TaskGroup").text(),
        allocation.at("NodeID").text(),
        jobVersion(allocation),
        allocation.at("DesiredStatus").text(),
        allocation.at("ClientStatus").text());
  }

  /// Lists name it beside the allocation, an allocation of a node carries its whole job.
  private static String type(Body allocation) {
    var listed = allocation.at("JobType").text();
    return listed.isEmpty() ? allocation.at("Job", "Type").text() : listed;
  }

  private static long jobVersion(Body allocation) {
    return allocation.at("JobVersion").isPresent()
        ? allocation.at("JobVersion").number()
        : allocation.at("Job", "Version").number();
  }

  boolean isRunning() {
    return status.equals("running");
  }

  boolean isWanted() {
    return desired.equals("run");
  }

  boolean endsByItself() {
    return ENDS_BY_ITSELF.contains(type);
  }
}
