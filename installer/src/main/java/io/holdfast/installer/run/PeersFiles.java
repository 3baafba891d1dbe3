package io.holdfast.installer.run;

import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Keeps every run off servers on which a `peers.json` waits that a cut-off `recover --lost` wrote:
/// whoever starts such a server makes a cluster of its own out of it, also where the others live.
final class PeersFiles {
  private static final System.Logger LOG = System.getLogger(PeersFiles.class.getName());

  private PeersFiles() {}

  /// Asks each server that answers. What a silent one means, others say.
  static void requireNone(World world) {
    var site = world.site();
    var paths =
        Stream.of(Layout.CONSUL, Layout.NOMAD)
            .map(product -> PeersFile.path(product, site.places().data()))
            .toList();
    var request = new ReadRequest(site.places().program(), paths, List.of(), List.of(), List.of());
    var found = new TreeMap<String, List<String>>();
    for (var server : site.servers().stream().map(Host::name).toList()) {
      try {
        var files = world.hosts().read(server, request).files();
        var there = paths.stream().filter(path -> files.containsKey(path)).toList();
        if (!there.isEmpty()) {
          found.put(server, there);
        }
      } catch (HoldfastException silent) {
        LOG.log(System.Logger.Level.DEBUG, "no word from " + server, silent);
      }
    }
    if (!found.isEmpty()) {
      var evidence =
          found.entrySet().stream()
              .map(each -> each.getKey() + ": " + String.join(", ", each.getValue()))
              .toList();
      throw Problem.of(
              ProblemId.RUN_UNFINISHED,
              "A holdfast recover --lost was cut off: on "
                  + String.join(", ", found.keySet())
                  + " a file waits that makes a cluster of its own out of each server that is"
                  + " started")
          .withEvidence(String.join("\n", evidence))
          .withFix("holdfast recover   # changes nothing, and says how to go on or to take it back")
          .withClusterSafe(
              false, "do not start these servers before that; this command changed nothing")
          .asException();
    }
  }
}
