package io.holdfast.installer.host;

import io.holdfast.installer.ssh.HostConnection;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import org.jspecify.annotations.Nullable;

/// The SSH session to one host: opened when first needed, and again after it was lost. Whoever
/// needs it while it is being opened waits for that; closing waits for nobody.
final class HostDoor implements AutoCloseable {
  private final Host host;
  private final SshConnector connector;
  private final Unheard unheard = new Unheard();
  private final Object opening = new Object();
  private volatile @Nullable HostConnection connection;
  private volatile boolean isClosed;

  HostDoor(Host host, SshConnector connector) {
    this.host = host;
    this.connector = connector;
  }

  HostConnection connection() {
    synchronized (opening) {
      var open = connection;
      if (open != null && open.isAlive()) {
        return open;
      }
      unheard.tell();
      return open();
    }
  }

  /// The same before anybody needs it.
  void warm() {
    synchronized (opening) {
      try {
        connection();
      } catch (RuntimeException failed) {
        unheard.keep(failed);
        throw failed;
      }
    }
  }

  private HostConnection open() {
    requireOpen();
    var fresh = connector.connect(host.name(), host.address());
    connection = fresh;
    if (isClosed) {
      fresh.close();
    }
    requireOpen();
    return fresh;
  }

  /// Nothing is opened any more once the site was closed, such as by a look that came too late.
  private void requireOpen() {
    if (isClosed) {
      throw Problem.of(ProblemId.CONNECTION_LOST, "The site was closed")
          .withHost(host.name())
          .asException();
    }
  }

  /// A session that is just being opened is closed by whoever opens it.
  @Override
  public void close() {
    isClosed = true;
    var open = connection;
    if (open != null) {
      open.close();
    }
  }
}
