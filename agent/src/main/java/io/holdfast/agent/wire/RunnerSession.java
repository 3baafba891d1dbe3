package io.holdfast.agent.wire;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The controller's side of the conversation with one host runner.
///
/// Blocking and thread-safe: calls of several threads share the connection. When the connection
/// dies, or the runner shows no sign of life for half a minute, all open and later calls end in a
/// `HoldfastException` of kind `UNREACHABLE` that names the host.
public final class RunnerSession implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration READING = Duration.ofMinutes(2);
  private static final Duration SNAPSHOT = Duration.ofMinutes(10);
  private static final Duration REHEARSAL = Duration.ofMinutes(17);
  private static final Duration STEP = Duration.ofHours(2);
  private static final Duration PING_EACH = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int PIECE = 256 << 10;

  private final Connection connection;
  private final String host;

  private RunnerSession(Connection connection, String host) {
    this.connection = connection;
    this.host = host;
  }

  /// Speaks to a runner that was started with `marker` ([Marker]) behind these streams. Blocks
  /// until the runner's own marker arrived; whoever owns the streams closes them to give up
  /// earlier.
  public static RunnerSession open(InputStream in, OutputStream out, String marker, String host) {
    try {
      var connection = Connection.open(in, out, marker, host);
      Thread.ofVirtual().name("runner-" + host).start(connection::pump);
      Thread.ofVirtual().name("pulse-" + host).start(() -> watch(connection));
      return new RunnerSession(connection, host);
    } catch (IOException broken) {
      var what = "The host runner does not start: " + broken.getMessage();
      throw HoldfastException.of(
          Problem.of(ProblemId.RUNNER_NOT_STARTED, what).withHost(host), broken);
    }
  }

  private static void watch(Connection connection) {
    while (!connection.isDead()) {
      if (connection.silence().compareTo(SILENCE) > 0) {
        connection.die(connection.lost("no sign of life for " + SILENCE.toSeconds() + " s"));
        return;
      }
      connection.ping();
      try {
        Thread.sleep(PING_EACH);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  public String host() {
    return host;
  }

  public boolean isAlive() {
    return !connection.isDead();
  }

  /// Must come first. A host of another site answers this and `read`, and refuses everything else.
  public RunnerRequest.HelloAnswer hello(String version, Optional<String> siteId) {
    return ask(new RunnerRequest.Hello(version, siteId), RunnerRequest.HelloAnswer.class, ANSWER);
  }

  public HostReading read(ReadRequest request) {
    return ask(new RunnerRequest.Read(request), HostReading.class, READING);
  }

  /// Blocks until the step is over. Ask again with the same request after a lost connection.
  public StepResult step(StepRequest request) {
    return ask(new RunnerRequest.Step(request), StepResult.class, STEP);
  }

  public LeaseAnswer lease(LeaseRequest request) {
    return ask(new RunnerRequest.Lease(request), LeaseAnswer.class, ANSWER);
  }

  /// The bytes of a blob from an offset on.
  public interface BlobSource {
    InputStream openAt(long offset) throws IOException;
  }

  /// Brings a blob into the host's content store, from where an earlier attempt stopped. Returns
  /// the number of bytes that had to be sent.
  public long blob(String sha256, long size, List<String> chunks, BlobSource source)
      throws IOException {
    try (var stream = connection.open(new RunnerRequest.Blob(sha256, size, chunks))) {
      long offset = stream.await(RunnerRequest.BlobOffset.class, READING).offset();
      if (offset < size) {
        try (var bytes = source.openAt(offset);
            var out = stream.output()) {
          copy(bytes, out);
        }
      }
      stream.end();
      stream.await(RunnerRequest.Stored.class, READING);
      return size - offset;
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    var buffer = new byte[PIECE];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
    }
  }

  /// A connection to a unix socket of the host. Close it when done.
  public WireStream relayUnix(String path) {
    return relay(new RunnerRequest.Relay(Optional.of(path), Optional.empty()));
  }

  /// A connection to a port of the host's 127.0.0.1. Close it when done.
  public WireStream relayTcp(int port) {
    return relay(new RunnerRequest.Relay(Optional.empty(), Optional.of("127.0.0.1:" + port)));
  }

  private WireStream relay(RunnerRequest.Relay request) {
    var stream = connection.open(request);
    try {
      stream.await(RunnerRequest.Stored.class, ANSWER);
      return stream;
    } catch (HoldfastException refused) {
      stream.close();
      throw refused;
    }
  }

  /// A small file of the site's folder on the host: `site.yaml`, `vault`, `pins`, `identity`,
  /// `journal/RUN`.
  public Optional<byte[]> fetch(String name) throws IOException {
    try (var stream = connection.open(new RunnerRequest.Fetch(name))) {
      stream.end();
      if (!stream.await(RunnerRequest.FileFound.class, ANSWER).found()) {
        return Optional.empty();
      }
      return Optional.of(stream.input().readAllBytes());
    }
  }

  /// Replaces such a file, atomically. A fence lower than the host has seen is refused.
  public void store(String name, long fence, byte[] content) throws IOException {
    try (var stream = connection.open(new RunnerRequest.Store(name, fence))) {
      try (var out = stream.output()) {
        out.write(content);
      }
      stream.await(RunnerRequest.Stored.class, ANSWER);
    }
  }

  /// Brings a copy of a sealed snapshot, unless the host has that very one. Returns the number of
  /// bytes that had to be sent. A fence lower than the host has seen is refused.
  public long keepSnapshot(SnapshotHead head, long fence, BlobSource source) throws IOException {
    try (var stream = connection.open(new RunnerRequest.KeepSnapshot(head, fence))) {
      var there = stream.await(RunnerRequest.BlobOffset.class, SNAPSHOT).offset();
      if (there < head.bytes()) {
        try (var bytes = source.openAt(there);
            var out = stream.output()) {
          copy(bytes, out);
        }
      }
      stream.end();
      stream.await(RunnerRequest.Stored.class, SNAPSHOT);
      return head.bytes() - there;
    }
  }

  /// The copies of sealed snapshots that the host keeps, by name.
  public List<SnapshotHead> snapshots() {
    return ask(new RunnerRequest.ListSnapshots(), RunnerRequest.SnapshotList.class, READING)
        .snapshots();
  }

  /// Writes a copy of a sealed snapshot as it comes; false where the host has none of that name.
  public boolean fetchSnapshot(String name, OutputStream to) throws IOException {
    try (var stream = connection.open(new RunnerRequest.FetchSnapshot(name))) {
      stream.end();
      if (!stream.await(RunnerRequest.FileFound.class, READING).found()) {
        return false;
      }
      copy(stream.input(), to);
      return true;
    }
  }

  /// Removes such a copy. A fence lower than the host has seen is refused.
  public void removeSnapshot(String name, long fence) {
    ask(new RunnerRequest.RemoveSnapshot(name, fence), RunnerRequest.Stored.class, READING);
  }

  /// Lets the host rehearse a saved state, and waits for the end of that. A fence lower than the
  /// host has seen is refused.
  public RehearsalAnswer rehearse(RehearsalHead head, long fence, Secret token, BlobSource state)
      throws IOException {
    try (var stream = connection.open(new RunnerRequest.Rehearse(head, fence))) {
      var lacking = stream.await(RunnerRequest.RehearsalPlace.class, READING).lacking();
      if (lacking.isPresent()) {
        return new RehearsalAnswer.NotHeld(lacking.get());
      }
      try (var bytes = state.openAt(0);
          var out = stream.output()) {
        out.write((token.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
        copy(bytes, out);
      }
      return stream.await(RehearsalAnswer.class, REHEARSAL);
    }
  }

  private <T> T ask(RunnerRequest request, Class<T> answer, Duration limit) {
    try (var stream = connection.open(request)) {
      stream.end();
      return stream.await(answer, limit);
    }
  }

  @Override
  public void close() {
    connection.die(connection.lost("the session was closed"));
  }
}
