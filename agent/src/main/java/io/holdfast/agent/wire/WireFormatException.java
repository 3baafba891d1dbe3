package io.holdfast.agent.wire;

import java.io.IOException;

/// The peer sent bytes that are not this protocol. The connection can't go on after it.
final class WireFormatException extends IOException {
  WireFormatException(String what) {
    super(what);
  }
}
