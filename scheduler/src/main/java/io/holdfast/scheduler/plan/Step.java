package io.holdfast.scheduler.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.holdfast.scheduler.host.Action;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The smallest unit that is journaled: done once, or taken back. `path` is its id in the plan
/// (`/consul/s2/swap`), `host` the host it is about, `estimateMs` a guess for people and change
/// windows.
public record Step(
    String path, String host, String title, Work work, boolean disruptive, long estimateMs) {

  /// How long its host may be away because of it, in milliseconds; 0 where it has to stay.
  public long backMs() {
    return work instanceof OnHost onHost
        ? onHost.actions().stream().mapToLong(Step::backMs).max().orElse(0)
        : 0;
  }

  private static long backMs(Action action) {
    return action instanceof Action.Reboot reboot ? reboot.backSeconds() * 1_000L : 0;
  }

  /// What a step does.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = OnHost.class, name = "on-host"),
    @JsonSubTypes.Type(value = CopyBlobs.class, name = "copy-blobs"),
    @JsonSubTypes.Type(value = Operate.class, name = "operate"),
  })
  public sealed interface Work {}

  /// Actions of the host runner, in order; the first failure ends the step.
  public record OnHost(List<Action> actions) implements Work {
    public OnHost {
      actions = List.copyOf(actions);
    }
  }

  /// Blobs of the bundle brought into the host's content store; those already there are skipped.
  public record CopyBlobs(List<String> blobs, long bytes) implements Work {
    public CopyBlobs {
      blobs = List.copyOf(blobs);
    }
  }

  /// An operation on a product through its API, by name with plain parameters: it looks first, and
  /// done twice it changes nothing the second time. Names are those of the `Operations` catalogue.
  public record Operate(String operation, SortedMap<String, String> parameters) implements Work {
    public Operate {
      parameters = Collections.unmodifiableSortedMap(new TreeMap<String, String>(parameters));
    }
  }
}
