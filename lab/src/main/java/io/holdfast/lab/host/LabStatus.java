package io.holdfast.lab.host;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Everything needed to reach a lab's hosts, and whether they run. It names where the key and the
/// password lie, never what they are.
public record LabStatus(
    String schema,
    String type,
    String name,
    State state,
    Optional<Release> release,
    Optional<Access> access,
    List<HostStatus> hosts) {
  /// `PARTIAL` when some hosts are off.
  public enum State {
    UP,
    PARTIAL,
    STOPPED,
    ABSENT;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How to log in: through the jump host, as `user`, whose sudo asks for the password in the file.
  public record Access(
      String user,
      String keyFile,
      String knownHostsFile,
      String sudoPasswordFile,
      String jumpAddress,
      int jumpPort,
      String adminAddress,
      String bridge) {}

  /// One host; `openPorts` are the TCP ports that answer from outside at this moment.
  public record HostStatus(
      String name,
      LabHost.Kind kind,
      String address,
      int port,
      boolean forwarding,
      boolean running,
      List<Integer> openPorts) {}

  public LabStatus {
    hosts = List.copyOf(hosts);
  }

  static LabStatus absent(String name) {
    return new LabStatus(
        "holdfast/lab/1",
        "result",
        name,
        State.ABSENT,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static LabStatus of(LabPlan plan, Access access, List<HostStatus> hosts) {
    long running = hosts.stream().filter(HostStatus::running).count();
    var state = running == 0 ? State.STOPPED : running == hosts.size() ? State.UP : State.PARTIAL;
    return new LabStatus(
        "holdfast/lab/1",
        "result",
        plan.shape().name(),
        state,
        Optional.of(plan.shape().release()),
        Optional.of(access),
        hosts);
  }

  /// The host of that name, when the lab has it.
  public Optional<HostStatus> host(String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
  }
}
