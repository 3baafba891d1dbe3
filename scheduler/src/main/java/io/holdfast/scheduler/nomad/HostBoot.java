package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import java.util.List;
import java.util.Optional;

/// The id that a host's kernel gives itself anew at each boot. Hosts that share a kernel, such as
/// practice hosts, keep it when they are started again.
final class HostBoot {
  private HostBoot() {}

  /// Empty when the host does not answer.
  static Optional<String> of(World world, String host) {
    var nothingElse =
        new ReadRequest(
            world.site().places().program(), List.of(), List.of(), List.of(), List.of());
    try {
      return Optional.of(world.hosts().read(host, nothingElse).bootId());
    } catch (HoldfastException silent) {
      if (silent.kind() != ProblemKind.UNREACHABLE) {
        throw silent;
      }
      return Optional.empty();
    }
  }
}
