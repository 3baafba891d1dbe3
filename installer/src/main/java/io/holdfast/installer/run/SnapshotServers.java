package io.holdfast.installer.run;

import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Copies of sealed snapshots on the servers of a site. Blocking; a server that cannot be reached
/// ends a call in a `HoldfastException` or an `IOException`.
public interface SnapshotServers {
  /// What a server keeps, by name; nothing where it has no host runner.
  List<SnapshotHead> list(String server) throws IOException;

  /// Brings a copy there, unless the server has that very one. A fence lower than the server has
  /// seen is refused, here and below.
  void keep(String server, SnapshotHead head, long fence, RunnerSession.BlobSource source)
      throws IOException;

  /// Writes a copy as it comes; false where there is none of that name.
  boolean fetch(String server, String name, OutputStream to) throws IOException;

  void remove(String server, String name, long fence) throws IOException;

  /// Lets a server rehearse a state; blocks until the end of that.
  RehearsalAnswer rehearse(
      String server, RehearsalHead head, long fence, Secret token, RunnerSession.BlobSource state)
      throws IOException;

  /// Through the host runners; none is brought along for who only looks.
  static SnapshotServers of(SshHostGateway hosts) {
    return new SnapshotServers() {
      @Override
      public List<SnapshotHead> list(String server) {
        return hosts.existingRunner(server).map(RunnerSession::snapshots).orElse(List.of());
      }

      @Override
      public void keep(
          String server, SnapshotHead head, long fence, RunnerSession.BlobSource source)
          throws IOException {
        hosts.runner(server).keepSnapshot(head, fence, source);
      }

      @Override
      public boolean fetch(String server, String name, OutputStream to) throws IOException {
        var runner = hosts.existingRunner(server);
        return runner.isPresent() && runner.get().fetchSnapshot(name, to);
      }

      @Override
      public void remove(String server, String name, long fence) {
        hosts.runner(server).removeSnapshot(name, fence);
      }

      @Override
      public RehearsalAnswer rehearse(
          String server,
          RehearsalHead head,
          long fence,
          Secret token,
          RunnerSession.BlobSource state)
          throws IOException {
        return hosts.runner(server).rehearse(head, fence, token, state);
      }
    };
  }
}
