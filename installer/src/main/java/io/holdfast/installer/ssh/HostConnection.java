package io.holdfast.installer.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.util.List;

/// One SSH session to one host; commands and forwarded streams are channels of it.
///
/// A channel whose reader stops reading holds up the whole session, so readers must keep up.
public final class HostConnection implements AutoCloseable {
  private static final int BUFFER = 1 << 20;
  private static final int OPEN_LIMIT_MS = 10_000;

  private final Session session;

  HostConnection(Session session) {
    this.session = session;
  }

  public boolean isAlive() {
    return session.isConnected();
  }

  /// Starts a command; the words arrive on the other side exactly as they are here.
  public RemoteProcess start(List<String> arguments) throws IOException {
    try {
      var channel = (ChannelExec) session.openChannel("exec");
      channel.setCommand(ShellWords.join(arguments));
      var output = new Pipe(BUFFER);
      var errors = new Pipe(BUFFER);
      channel.setOutputStream(output.output());
      channel.setErrStream(errors.output());
      var process = new RemoteProcess(channel, output.input(), errors.input());
      channel.connect(OPEN_LIMIT_MS);
      return process;
    } catch (JSchException failed) {
      throw new IOException("the command could not be started: " + failed.getMessage(), failed);
    }
  }

  /// A TCP stream that the other side opens (direct-tcpip); refused where forwarding is off.
  public Duplex open(String host, int port) throws IOException {
    var pipe = new Pipe(BUFFER);
    return forward(session, host, port, pipe);
  }

  static Duplex forward(Session session, String host, int port, Pipe pipe) throws IOException {
    try {
      var channel = (ChannelDirectTCPIP) session.openChannel("direct-tcpip");
      channel.setHost(host);
      channel.setPort(port);
      channel.setOrgIPAddress("127.0.0.1");
      channel.setOrgPort(0);
      channel.setOutputStream(pipe.output());
      var output = channel.getOutputStream();
      channel.connect(OPEN_LIMIT_MS);
      return new Duplex(pipe.input(), output, channel::disconnect);
    } catch (JSchException failed) {
      throw new IOException("no way to " + host + ":" + port + ": " + failed.getMessage(), failed);
    }
  }

  @Override
  public void close() {
    session.disconnect();
  }
}
