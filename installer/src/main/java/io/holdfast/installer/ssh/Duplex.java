package io.holdfast.installer.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/// A stream of bytes in both directions; closing it ends both.
public record Duplex(InputStream input, OutputStream output, Runnable ending)
    implements AutoCloseable {
  @Override
  public void close() {
    ending.run();
  }
}
