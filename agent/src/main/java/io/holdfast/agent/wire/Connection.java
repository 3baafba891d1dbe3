package io.holdfast.agent.wire;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Many streams over one pair of byte streams, the same code on both sides.
///
/// `pump` reads until the connection ends and never waits for a user of a stream; then every open
/// stream fails. The runner's side gets each new stream handed to its `Acceptor` in a virtual
/// thread.
public final class Connection {
  private static final int MAX_STREAMS = 256;

  private final FrameCodec codec;
  private final String peer;
  private final @Nullable Acceptor acceptor;
  private final ConcurrentMap<Integer, WireStream> streams = new ConcurrentHashMap<>();
  private final AtomicInteger nextStream = new AtomicInteger(1);
  private final AtomicLong lastHeard = new AtomicLong(System.nanoTime());
  private volatile @Nullable Problem death;

  private Connection(FrameCodec codec, String peer, @Nullable Acceptor acceptor) {
    this.codec = codec;
    this.peer = peer;
    this.acceptor = acceptor;
  }

  /// What the runner does with a request. When it returns, our direction is ended; when it throws,
  /// the stream is reset with the problem.
  public interface Acceptor {
    void accept(RunnerRequest request, WireStream stream) throws IOException;
  }

  /// The runner's side: writes nothing and drops input up to the marker (any, when `known` is
  /// empty), then answers with it.
  public static Connection serve(
      InputStream in, OutputStream out, Optional<String> known, Acceptor acceptor)
      throws IOException {
    greet(out, Marker.await(in, known));
    return new Connection(new FrameCodec(in, out), "the controller", acceptor);
  }

  /// The controller's side: sends the marker, drops input up to the runner's own.
  static Connection open(InputStream in, OutputStream out, String marker, String host)
      throws IOException {
    greet(out, marker);
    Marker.await(in, Optional.of(marker));
    return new Connection(new FrameCodec(in, out), host, null);
  }

  private static void greet(OutputStream out, String marker) throws IOException {
    out.write(Marker.line(marker));
    out.flush();
  }

  WireStream open(RunnerRequest request) {
    var stream = new WireStream(this, nextStream.getAndAdd(2));
    streams.put(stream.id(), stream);
    var dead = death;
    if (dead != null) {
      streams.remove(stream.id());
      throw dead.asException();
    }
    stream.send(Frame.Type.REQUEST, request);
    return stream;
  }

  /// Delivers frames until the connection ends; returns why it ended.
  public Problem pump() {
    Problem why;
    try {
      while (true) {
        var frame = codec.read();
        lastHeard.set(System.nanoTime());
        deliver(frame);
      }
    } catch (EOFException end) {
      why = lost("the connection ended");
    } catch (IOException broken) {
      why = lost(String.valueOf(broken.getMessage()));
    }
    die(why);
    return why;
  }

  /// Closes the connection; all open calls end in this problem.
  void die(Problem why) {
    if (death == null) {
      death = why;
    }
    codec.close();
    for (var stream : List.copyOf(streams.values())) {
      stream.fail(why);
    }
    streams.clear();
  }

  boolean isDead() {
    return death != null;
  }

  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastHeard.get());
  }

  void ping() {
    trySend(Frame.Type.PING, 0, new byte[0]);
  }

  private void deliver(Frame frame) throws IOException {
    switch (frame.type()) {
      case PING -> codec.write(Frame.Type.PONG, 0, new byte[0]);
      case PONG -> {}
      case REQUEST, PART, RESPONSE, DATA, END, RESET, CREDIT -> deliverToStream(frame);
    }
  }

  private void deliverToStream(Frame frame) throws IOException {
    var stream = streams.get(frame.stream());
    if (stream == null) {
      stream = admit(frame);
    }
    if (stream == null) {
      return; // Late frames of a stream that is over.
    }
    switch (frame.type()) {
      case REQUEST -> begin(stream, frame.payload());
      case PART -> stream.onPart(frame.payload());
      case RESPONSE -> stream.onText(frame.payload());
      case DATA -> stream.onData(frame.payload());
      case END -> stream.onEnd();
      case CREDIT -> stream.onCredit(ByteBuffer.wrap(frame.payload()).getInt());
      case RESET -> resetByPeer(stream, frame.payload());
      case PING, PONG -> throw new WireFormatException("a sign of life inside a stream");
    }
  }

  /// A new stream, where this side takes requests and the frame may begin one.
  private @Nullable WireStream admit(Frame frame) throws IOException {
    boolean begins = frame.type() == Frame.Type.REQUEST || frame.type() == Frame.Type.PART;
    if (acceptor == null || !begins) {
      return null;
    }
    if (frame.stream() <= 0 || frame.stream() % 2 == 0 || streams.size() >= MAX_STREAMS) {
      throw new WireFormatException("stream " + frame.stream() + " can't be opened");
    }
    var stream = new WireStream(this, frame.stream());
    streams.put(frame.stream(), stream);
    return stream;
  }

  private void begin(WireStream stream, byte[] payload) throws IOException {
    if (acceptor == null) {
      throw new WireFormatException("a request from the runner");
    }
    stream.onText(payload);
    Thread.ofVirtual().name("request").start(() -> answer(acceptor, stream));
  }

  private void answer(Acceptor handler, WireStream stream) {
    try {
      handler.accept(stream.await(RunnerRequest.class, Duration.ZERO), stream);
      stream.end();
    } catch (HoldfastException expected) {
      stream.reset(expected.first());
    } catch (IOException | RuntimeException unexpected) {
      stream.reset(Problem.of(ProblemId.INTERNAL_ERROR, String.valueOf(unexpected)));
    }
  }

  private void resetByPeer(WireStream stream, byte[] payload) {
    Problem why;
    try {
      why = Json.read(payload, Problem.class);
    } catch (HoldfastException unreadable) {
      why = lost("the stream was reset");
    }
    stream.fail(acceptor == null ? why.withHost(peer) : why);
    forget(stream.id());
  }

  void send(Frame.Type type, int stream, byte[] bytes, int from, int length) {
    try {
      codec.write(type, stream, bytes, from, length);
    } catch (IOException broken) {
      var why = lost(String.valueOf(broken.getMessage()));
      die(why);
      throw why.asException();
    }
  }

  /// Sends what nobody waits for; a dead connection is noticed by whoever waits.
  void trySend(Frame.Type type, int stream, byte[] payload) {
    try {
      codec.write(type, stream, payload);
    } catch (IOException broken) {
      die(lost(String.valueOf(broken.getMessage())));
    }
  }

  void forget(int stream) {
    streams.remove(stream);
  }

  Problem lost(String why) {
    var problem =
        Problem.of(ProblemId.CONNECTION_LOST, "The connection to the host runner was lost: " + why);
    return acceptor == null ? problem.withHost(peer) : problem;
  }

  static byte[] u32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
