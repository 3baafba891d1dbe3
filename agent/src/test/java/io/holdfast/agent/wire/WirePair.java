package io.holdfast.agent.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Optional;

/// Two pipes, a runner's side behind them, and the raw ends for tests that play one side by hand.
public final class WirePair implements AutoCloseable {
  public static final String MARKER = "0123456789abcdef0123456789abcdef";
  private final Pipe toRunner = pipe();
  private final Pipe toController = pipe();

  public InputStream controllerIn() {
    return Channels.newInputStream(toController.source());
  }

  public OutputStream controllerOut() {
    return Channels.newOutputStream(toRunner.sink());
  }

  /// Starts the runner's side with this behaviour.
  public WirePair serving(Connection.Acceptor acceptor) {
    Thread.ofVirtual().start(() -> serve(acceptor));
    return this;
  }

  private void serve(Connection.Acceptor acceptor) {
    try {
      var in = Channels.newInputStream(toRunner.source());
      var out = Channels.newOutputStream(toController.sink());
      Connection.serve(in, out, Optional.empty(), acceptor).pump();
    } catch (IOException ended) {
      // A test that breaks the connection sees it on its own side.
    }
  }

  public RunnerSession session() {
    return RunnerSession.open(controllerIn(), controllerOut(), MARKER, "s1");
  }

  /// Cuts both directions at once, as a lost network does.
  public void cut() {
    try {
      toRunner.sink().close();
      toController.sink().close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Pipe pipe() {
    try {
      return Pipe.open();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    cut();
  }
}
