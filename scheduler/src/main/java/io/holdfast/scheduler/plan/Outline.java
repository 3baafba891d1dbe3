package io.holdfast.scheduler.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What people decide by, worked out from a plan: how long each part takes, what becomes of tasks,
/// how users notice it, what stands still meanwhile, and which way leads back for how long. It says
/// only what follows from the plan itself; the plan and its digest do not know it.
///
/// `mixed` is how long hosts stand at different versions when nothing stops the run. `mind` is what
/// has to be seen to before, by the rules of the products, and `warnings` what nobody has vouched
/// for.
public record Outline(
    List<Part> parts, Span all, Span mixed, List<String> mind, List<String> warnings) {
  public Outline {
    parts = List.copyOf(parts);
    mind = List.copyOf(mind);
    warnings = List.copyOf(warnings);
  }

  /// `workers` are the hosts that run tasks.
  public static Outline of(Plan plan, Set<String> workers) {
    var parts =
        plan.stages().stream()
            .map(stage -> PartOutline.of(stage, plan, Set.copyOf(workers)))
            .toList();
    return new Outline(
        parts,
        sum(parts),
        plan.verb().bringsBundle()
            ? sum(parts.stream().filter(part -> part.kind() == Kind.ONE_BY_ONE).toList())
            : Span.NONE,
        VersionRemarks.mind(plan),
        VersionRemarks.pairs(plan));
  }

  /// What is away meanwhile, for nobody else is there; each once.
  public List<String> downtimes() {
    return parts.stream().flatMap(part -> part.downtimes().stream()).distinct().toList();
  }

  private static Span sum(List<Part> parts) {
    return parts.stream().map(Part::takes).reduce(Span.NONE, Span::then);
  }

  /// In which way the hosts of a part are treated.
  public enum Kind {
    /// Everywhere at once, disturbing nothing that runs.
    TOGETHER,
    /// One host, or batch, after the other behind gates.
    ONE_BY_ONE,
    /// Operations on the cluster as a whole.
    CLUSTER;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// A stage of the plan. `order` says who goes first and last, `risk` what may go wrong meanwhile,
  /// `downtimes` what is away because of it, in sentences.
  public record Part(
      String path,
      String title,
      Kind kind,
      Optional<String> component,
      List<HostPart> hosts,
      String order,
      Span takes,
      String risk,
      String users,
      List<String> downtimes,
      WayBack wayBack) {
    public Part {
      hosts = List.copyOf(hosts);
      downtimes = List.copyOf(downtimes);
    }
  }

  /// One host of a group; `from` and `to` are versions.
  public record HostPart(
      String host, Optional<String> from, Optional<String> to, Tasks tasks, Span takes) {}

  /// What becomes of the tasks that run on a host. `mostMs` is how long is waited for them.
  public record Tasks(Fate fate, String text, long mostMs) {
    static final Tasks NONE = new Tasks(Fate.NONE, "no task is touched", 0);
  }

  /// In one word.
  public enum Fate {
    /// None run there, or none is touched.
    NONE,
    STAY,
    WAIT,
    MOVE,
    END;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How a part is taken back by the run itself, until when, and what is left after that.
  public record WayBack(String how, String until, String afterwards) {}
}
