package io.holdfast.agent.wire;

/// One frame of the wire: its type, the stream it belongs to, and its payload.
///
/// On the wire: u32 big-endian length of the rest, u8 type, u32 stream, payload. Stream ids are odd
/// and chosen by the controller; stream 0 is the connection itself.
@SuppressWarnings(
    "ArrayRecordComponent") // Handed on once, never compared: a copy of each payload would only
// cost time.
record Frame(Type type, int stream, byte[] payload) {
  static final int HEADER = 5;
  static final int MAX_PAYLOAD = 1 << 20;

  /// `PART` carries the beginning of a JSON text that is longer than a frame; the `REQUEST` or
  /// `RESPONSE` of the same stream that follows completes it. `PING` is answered with `PONG` by the
  /// runner.
  enum Type {
    REQUEST(1),
    RESPONSE(2),
    DATA(3),
    END(4),
    RESET(5),
    CREDIT(6),
    PART(7),
    PING(8),
    PONG(9);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Type of(int code) throws WireFormatException {
      for (var type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      throw new WireFormatException("frame type " + code + " is not known");
    }
  }
}
