package io.holdfast.scheduler.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A part of a plan; stages run one after the other in the order of the plan.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Stage.Everywhere.class, name = "everywhere"),
  @JsonSubTypes.Type(value = Stage.Group.class, name = "group"),
  @JsonSubTypes.Type(value = Stage.Sequence.class, name = "sequence"),
})
public sealed interface Stage {
  /// Path id, for example `/stage` or `/consul-servers`.
  String path();

  /// One plain sentence for people.
  String title();

  /// The steps that run when all goes well, in the order of the plan.
  default List<Step> planned() {
    return switch (this) {
      case Everywhere everywhere -> everywhere.steps();
      case Sequence sequence -> sequence.steps();
      case Group group -> group.hosts().stream().flatMap(work -> work.steps().stream()).toList();
    };
  }

  /// Steps that disturb nothing, on all their hosts at once; those of one host in their order.
  /// `after` must be met when all are done (for a first start of a quorum, for example).
  record Everywhere(String path, String title, List<Step> steps, List<GateSpec> after)
      implements Stage {
    public Everywhere {
      steps = List.copyOf(steps);
      after = List.copyOf(after);
    }
  }

  /// Operations on the cluster, one after the other.
  record Sequence(String path, String title, List<Step> steps, List<GateSpec> after)
      implements Stage {
    public Sequence {
      steps = List.copyOf(steps);
      after = List.copyOf(after);
    }
  }

  /// Hosts that change together as one quorum or role: the first is the canary, then one by one (or
  /// `batch` at once for workers), the leader of `quorum` last.
  record Group(
      String path,
      String title,
      String component,
      Optional<QuorumRule> quorum,
      int batch,
      List<HostWork> hosts)
      implements Stage {
    /// How people call a host as a whole where others name a component.
    public static final String HOST = "host";

    public Group {
      hosts = List.copyOf(hosts);
    }
  }

  /// The quorum system a group's hosts are members of: `consul`, `nomad` or `swarm`, and the
  /// planned number of voters.
  record QuorumRule(String system, int plannedVoters) {}

  /// The whole change of one host in a group. `before` are its gates, then `steps` in order, then
  /// `after`. When a step or an after-gate fails, `undo` runs in order and must meet `undone`.
  /// `again` must hold before a host in the middle of its change is disturbed once more: by a step
  /// whose answer was lost or that a resume repeats, or by the undo; plans of earlier versions do
  /// without it, and stay readable.
  record HostWork(
      String host,
      List<GateSpec> before,
      List<GateSpec> again,
      List<Step> steps,
      List<GateSpec> after,
      List<Step> undo,
      List<GateSpec> undone) {
    public HostWork {
      before = List.copyOf(before);
      again = List.copyOf(Objects.requireNonNullElse(again, List.of()));
      steps = List.copyOf(steps);
      after = List.copyOf(after);
      undo = List.copyOf(undo);
      undone = List.copyOf(undone);
    }
  }
}
