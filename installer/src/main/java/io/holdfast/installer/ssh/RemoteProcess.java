package io.holdfast.installer.ssh;

import com.jcraft.jsch.ChannelExec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/// A command that runs on a host, with its three streams. Closing it closes the channel.
public final class RemoteProcess implements AutoCloseable {
  private final ChannelExec channel;
  private final InputStream output;
  private final InputStream errors;
  private final OutputStream input;

  RemoteProcess(ChannelExec channel, InputStream output, InputStream errors) throws IOException {
    this.channel = channel;
    this.output = output;
    this.errors = errors;
    this.input = channel.getOutputStream();
  }

  public InputStream output() {
    return output;
  }

  public InputStream errors() {
    return errors;
  }

  public OutputStream input() {
    return input;
  }

  /// The exit status, or empty when the command did not end in time or ended without one.
  public OptionalInt waitFor(Duration limit) {
    var end = System.nanoTime() + limit.toNanos();
    while (!channel.isClosed() && System.nanoTime() < end) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return OptionalInt.empty();
      }
    }
    var status = channel.getExitStatus();
    return status < 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  @Override
  public void close() {
    channel.disconnect();
  }
}
