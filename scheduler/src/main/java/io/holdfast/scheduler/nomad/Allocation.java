package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Set;

/// One placement of work on a worker: `desired` is what the servers want of it (`run`, `stop`,
/// `evict`) and `because` why, `status` what its worker says (`pending`, `running`, `complete`,
/// `failed`, `lost`).
///
/// `restarts` counts how often its tasks ended by themselves and were started again. `started`
/// changes with every start of a task, also with one that is no restart: a client that finds a task
/// of before no longer starts it anew without counting that.
record Allocation(
    String id,
    String namespace,
    String job,
    String type,
    String group,
    String node,
    long jobVersion,
    String desired,
    String because,
    String status,
    long restarts,
    String started) {
  private static final Set<String> ENDS_BY_ITSELF = Set.of("batch", "sysbatch");

  /// From a list of allocations, which names the job of each without carrying it along.
  static List<Allocation> all(Reply allocations) {
    return allocations.json().list().stream().map(Allocation::of).toList();
  }

  private static Allocation of(Body allocation) {
    var tasks = allocation.at("TaskStates").fields(task -> task);
    return new Allocation(
        allocation.at("ID").text(),
        allocation.at("Namespace").text(),
        allocation.at("JobID").text(),
        allocation.at("JobType").text(),
        allocation.at("TaskGroup").text(),
        allocation.at("NodeID").text(),
        allocation.at("JobVersion").number(),
        allocation.at("DesiredStatus").text(),
        allocation.at("DesiredDescription").text(),
        allocation.at("ClientStatus").text(),
        tasks.values().stream().mapToLong(task -> Math.max(0, task.at("Restarts").number())).sum(),
        Sha256.of(
                String.join(
                    " ",
                    tasks.entrySet().stream()
                        .map(task -> task.getKey() + " " + task.getValue().at("StartedAt").text())
                        .toList()))
            .substring(0, 8));
  }

  boolean isRunning() {
    return status.equals("running");
  }

  boolean isPending() {
    return status.equals("pending");
  }

  boolean isComplete() {
    return status.equals("complete");
  }

  boolean isWanted() {
    return desired.equals("run");
  }

  boolean endsByItself() {
    return ENDS_BY_ITSELF.contains(type);
  }
}
