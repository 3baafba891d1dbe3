package io.holdfast.installer.run;

import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// The last run of a site as its servers keep it, which another admin machine may have begun.
public final class ServerRuns {
  private static final System.Logger LOG = System.getLogger(ServerRuns.class.getName());

  private final ServerVaults.Copies copies;

  ServerRuns(ServerVaults.Copies copies) {
    this.copies = copies;
  }

  /// Through the host runners that are there; none is brought along.
  public static ServerRuns of(SshHostGateway hosts) {
    return new ServerRuns(
        (server, name) -> {
          var runner = hosts.existingRunner(server);
          return runner.isPresent() ? runner.get().fetch(name) : Optional.empty();
        });
  }

  /// The name of a run that came to no good end and that this machine knows nothing of.
  public Optional<String> unfinishedElsewhere(List<String> servers, SiteFolder site) {
    return last(servers)
        .filter(run -> !site.runs().contains(run.runId()))
        .filter(KeptRun::isUnfinished)
        .map(KeptRun::runId);
  }

  /// The last run of the site where another machine began it, or went on with it.
  public Optional<KeptRun> lastElsewhere(List<String> servers, SiteFolder site) {
    return last(servers).filter(run -> run.isFurtherThan(site));
  }

  /// Servers that do not answer, or keep none that can be read, say nothing. One that a newer
  /// Holdfast has written is refused: it may be the last.
  Optional<KeptRun> last(List<String> servers) {
    var found = new ConcurrentSkipListMap<String, KeptRun>();
    var newer = new NewerStates();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.forEach(
          server ->
              threads.execute(
                  () -> {
                    try {
                      KeptRun.last(name -> copies.fetch(server, name))
                          .ifPresent(run -> found.put(server, run));
                    } catch (HoldfastException | IOException | UncheckedIOException silent) {
                      LOG.log(System.Logger.Level.WARNING, "no run from " + server, silent);
                      newer.note(server, silent);
                    }
                  }));
    }
    newer.refuseIfAny();
    return found.values().stream().max(KeptRun.OLDEST_FIRST);
  }
}
