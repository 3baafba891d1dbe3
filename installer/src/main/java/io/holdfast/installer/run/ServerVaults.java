package io.holdfast.installer.run;

import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// The copies of a site's vault on its servers, as far as they answer, beside the one on this
/// machine. A run puts this machine's in their place, so it must come from what they have: else
/// what another machine added, such as a renewed certificate, would be lost.
public final class ServerVaults {
  private static final System.Logger LOG = System.getLogger(ServerVaults.class.getName());

  private final Copies copies;

  /// Where a server's small files come from.
  interface Copies {
    Optional<byte[]> fetch(String server, String name) throws IOException;
  }

  /// A copy whose head can be read; a damaged one is replaced by the next run.
  @SuppressWarnings("ArrayRecordComponent")
  private record Copy(VaultFile.Head head, byte[] sealed) {}

  ServerVaults(Copies copies) {
    this.copies = copies;
  }

  /// Through the host runners that are there; none is brought along.
  public static ServerVaults of(SshHostGateway hosts) {
    return new ServerVaults(
        (server, name) -> {
          var runner = hosts.existingRunner(server);
          return runner.isPresent() ? runner.get().fetch(name) : Optional.empty();
        });
  }

  /// Refuses a vault on this machine that is older than a server's, or that was changed here while
  /// another machine changed it too. A server that keeps none, or another site's, says nothing.
  public void requireNothingNewer(List<String> servers, SiteFolder site) {
    var local = site.vault().map(VaultFile::head);
    if (local.isEmpty()) {
      return;
    }
    var here = local.get();
    fetch(servers)
        .forEach(
            (server, copy) -> {
              var there = copy.head();
              if (!there.siteId().equals(here.siteId())) {
                return;
              }
              if (there.version() > here.version()) {
                throw refused("The vault on this machine is older than the servers'", server)
                    .withEvidence(
                        "version " + here.version() + " here, " + there.version() + " there")
                    .asException();
              }
              if (site.isForked(copy.sealed())) {
                throw refused("The vault was changed on this machine and on another one", server)
                    .withEvidence(
                        "version "
                            + here.version()
                            + " here, another "
                            + there.version()
                            + " there")
                    .asException();
              }
            });
  }

  private static Problem refused(String what, String server) {
    return Problem.of(ProblemId.VAULT_BEHIND, what)
        .withHost(server)
        .withFix(
            "holdfast attach USER@SERVER --known-hosts FILE   # takes theirs, and keeps the one here beside it")
        .withClusterSafe(true, "this command changed nothing");
  }

  private ConcurrentSkipListMap<String, Copy> fetch(List<String> servers) {
    var found = new ConcurrentSkipListMap<String, Copy>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.forEach(
          server ->
              threads.execute(
                  () -> {
                    try {
                      copies
                          .fetch(server, "vault")
                          .ifPresent(it -> found.put(server, new Copy(VaultFile.head(it), it)));
                    } catch (HoldfastException | IOException | UncheckedIOException silent) {
                      LOG.log(System.Logger.Level.WARNING, "no vault from " + server, silent);
                    }
                  }));
    }
    return found;
  }
}
