package io.holdfast.lab.probe;

import java.io.IOException;
import java.net.Socket;

/// How the ports of a host are reached, on this machine or on practice hosts. Each call is a fresh
/// connection, which the caller closes.
public interface Reach {

  /// To a port on the host's loopback, where products take requests.
  Socket requests(String host, int port) throws IOException;

  /// To a port at the host's own address, where members talk.
  Socket members(String host, int port) throws IOException;
}
