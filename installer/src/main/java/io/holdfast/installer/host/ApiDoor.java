package io.holdfast.installer.host;

import io.holdfast.scheduler.port.ApiAsk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Opens a connection to a product's interface for one request. Blocks for at most the request's
/// own limit; what breaks on the way is told as a `HoldfastException` of kind `UNREACHABLE`.
public interface ApiDoor {
  <T> T through(ApiAsk ask, Talk<T> talk);

  /// One request and its answer over an open connection. An `IOException` means that the connection
  /// broke.
  interface Talk<T> {
    T over(InputStream input, OutputStream output) throws IOException;
  }
}
