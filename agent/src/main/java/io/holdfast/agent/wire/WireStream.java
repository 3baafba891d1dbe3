package io.holdfast.agent.wire;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One conversation of a connection: JSON texts and bytes both ways, each direction ended on its
/// own.
///
/// The sender of bytes holds a credit that the receiver renews as the bytes are read, so a slow
/// reader of one stream holds up no other. Blocking; any thread may use it. When the peer resets
/// the stream or the connection dies, every call ends in a `HoldfastException`.
public final class WireStream implements AutoCloseable {
  static final int WINDOW = 1 << 20;
  static final int MAX_JSON = 8 << 20;
  private static final int PIECE = 128 << 10;
  private static final int MAX_TEXTS = 16;

  private final Connection connection;
  private final int id;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private final Deque<byte[]> texts = new ArrayDeque<>();
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int chunkOffset;
  private int unread;
  private int toReturn;
  private int credit = WINDOW;
  private boolean inputEnded;
  private boolean outputEnded;
  private @Nullable Problem failure;

  WireStream(Connection connection, int id) {
    this.connection = connection;
    this.id = id;
  }

  int id() {
    return id;
  }

  /// Sends one JSON text as request or response.
  void send(Frame.Type type, Object value) {
    var json = Json.canonical(value);
    if (json.length > MAX_JSON) {
      throw HoldfastException.of(
          ProblemId.INTERNAL_ERROR, "A message of " + json.length + " bytes is too long");
    }
    int from = 0;
    for (; json.length - from > Frame.MAX_PAYLOAD; from += Frame.MAX_PAYLOAD) {
      connection.send(Frame.Type.PART, id, json, from, Frame.MAX_PAYLOAD);
    }
    connection.send(type, id, json, from, json.length - from);
  }

  /// Answers with one JSON text.
  public void respond(Object value) {
    send(Frame.Type.RESPONSE, value);
  }

  /// The peer's next JSON text.
  public <T> T await(Class<T> type, Duration limit) {
    return Json.read(awaitText(limit), type);
  }

  private byte[] awaitText(Duration limit) {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (texts.isEmpty()) {
        throwIfFailed();
        if (inputEnded) {
          throw connection.lost("the answer is missing").asException();
        }
        if (left <= 0) {
          throw connection.lost("no answer within " + limit.toSeconds() + " s").asException();
        }
        left = changed.awaitNanos(left);
      }
      return texts.removeFirst();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw connection.lost("interrupted").asException();
    } finally {
      lock.unlock();
    }
  }

  private void throwIfFailed() {
    if (failure != null) {
      throw failure.asException();
    }
  }

  /// The peer's bytes, up to its END.
  public InputStream input() {
    return new Input();
  }

  /// Bytes to the peer; closing sends END.
  public OutputStream output() {
    return new Output();
  }

  /// Ends our direction; done twice it is one END.
  public void end() {
    lock.lock();
    try {
      if (outputEnded || failure != null) {
        return;
      }
      outputEnded = true;
    } finally {
      lock.unlock();
    }
    connection.send(Frame.Type.END, id, new byte[0], 0, 0);
    forgetWhenDone();
  }

  /// Gives the stream up and tells the peer why.
  public void reset(Problem why) {
    if (fail(why)) {
      var json = Json.canonical(why);
      connection.trySend(Frame.Type.RESET, id, json);
    }
    connection.forget(id);
  }

  /// Whether both directions are over.
  public boolean isOver() {
    lock.lock();
    try {
      return failure != null || (inputEnded && outputEnded);
    } finally {
      lock.unlock();
    }
  }

  /// Why the stream failed, if it did.
  public Optional<Problem> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(failure);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    if (!isOver()) {
      reset(connection.lost("the stream was closed"));
    }
  }

  // What the connection's reader delivers. None of these blocks.

  void onPart(byte[] bytes) throws IOException {
    if (parts.size() + bytes.length > MAX_JSON) {
      throw new WireFormatException("JSON text longer than " + MAX_JSON + " bytes");
    }
    parts.writeBytes(bytes);
  }

  /// Completes the text begun by parts and hands it to whoever waits.
  void onText(byte[] rest) throws IOException {
    onPart(rest);
    lock.lock();
    try {
      if (texts.size() >= MAX_TEXTS) {
        throw new WireFormatException("too many unread texts");
      }
      texts.addLast(parts.toByteArray());
      parts.reset();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void onData(byte[] bytes) throws IOException {
    lock.lock();
    try {
      if (inputEnded || unread + bytes.length > WINDOW) {
        throw new WireFormatException("more bytes than the credit allows");
      }
      if (bytes.length > 0 && failure == null) {
        unread += bytes.length;
        chunks.addLast(bytes);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void onCredit(int bytes) throws IOException {
    lock.lock();
    try {
      if (bytes <= 0 || credit + bytes > WINDOW) {
        throw new WireFormatException("a credit beyond the window");
      }
      credit += bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void onEnd() {
    lock.lock();
    try {
      inputEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    forgetWhenDone();
  }

  /// Ends every waiting and later call in this problem; false when the stream had failed before.
  boolean fail(Problem why) {
    lock.lock();
    try {
      if (failure != null || (inputEnded && outputEnded)) {
        return false;
      }
      failure = why;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void forgetWhenDone() {
    if (isOver()) {
      connection.forget(id);
    }
  }

  private int read(byte[] target, int from, int length) {
    if (length == 0) {
      return 0;
    }
    int count;
    int credits;
    lock.lock();
    try {
      while (chunks.isEmpty()) {
        throwIfFailed();
        if (inputEnded) {
          return -1;
        }
        changed.awaitUninterruptibly();
      }
      count = take(target, from, length);
      credits = creditsDue();
    } finally {
      lock.unlock();
    }
    if (credits > 0) {
      connection.trySend(Frame.Type.CREDIT, id, Connection.u32(credits));
    }
    return count;
  }

  private int take(byte[] target, int from, int length) {
    var head = chunks.getFirst();
    int count = Math.min(length, head.length - chunkOffset);
    System.arraycopy(head, chunkOffset, target, from, count);
    chunkOffset += count;
    if (chunkOffset == head.length) {
      chunks.removeFirst();
      chunkOffset = 0;
    }
    unread -= count;
    toReturn += count;
    return count;
  }

  private int creditsDue() {
    if (toReturn < WINDOW / 4 || inputEnded) {
      return 0;
    }
    int due = toReturn;
    toReturn = 0;
    return due;
  }

  private int takeCredit(int wanted) {
    lock.lock();
    try {
      while (credit == 0) {
        throwIfFailed();
        changed.awaitUninterruptibly();
      }
      throwIfFailed();
      if (outputEnded) {
        throw new IllegalStateException("bytes after the end of the stream");
      }
      int granted = Math.min(Math.min(wanted, credit), PIECE);
      credit -= granted;
      return granted;
    } finally {
      lock.unlock();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() {
      var one = new byte[1];
      return WireStream.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      return WireStream.this.read(target, from, length);
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      int at = from;
      while (at < from + length) {
        int piece = takeCredit(from + length - at);
        connection.send(Frame.Type.DATA, id, bytes, at, piece);
        at += piece;
      }
    }

    @Override
    public void close() {
      end();
    }
  }
}
