package io.holdfast.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunnerSessionTest {
  private static final byte[] BIG = bytes(5_000_001);

  private static byte[] bytes(int size) {
    var bytes = new byte[size];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    return bytes;
  }

  /// Answers hello, sends BIG for fetch, takes stores and echoes relays.
  private static void behave(RunnerRequest request, WireStream stream) throws IOException {
    switch (request) {
      case RunnerRequest.Hello hello ->
          stream.respond(new RunnerRequest.HelloAnswer(hello.version(), hello.siteId(), "machine"));
      case RunnerRequest.Fetch ignored -> {
        stream.respond(new RunnerRequest.FileFound(true));
        stream.output().write(BIG);
      }
      case RunnerRequest.Store ignored -> {
        var got = stream.input().readAllBytes();
        stream.respond(new RunnerRequest.Stored(java.util.Arrays.equals(got, BIG)));
      }
      case RunnerRequest.Relay ignored -> {
        stream.respond(new RunnerRequest.Stored(true));
        stream.input().transferTo(stream.output());
      }
      default -> throw HoldfastException.of(ProblemId.FENCE_TOO_LOW, "fence 3 is lower than 7");
    }
  }

  private static WirePair pair() {
    return new WirePair().serving(RunnerSessionTest::behave);
  }

  @Test
  void answersACall() {
    try (var pair = pair();
        var session = pair.session()) {
      var answer = session.hello("1.0", Optional.of("site-1"));
      assertThat(answer.version()).isEqualTo("1.0");
      assertThat(answer.siteId()).contains("site-1");
    }
  }

  @Test
  void bringsTextsLongerThanAFrame() {
    var longText = "x".repeat(3 << 20);
    try (var pair = pair();
        var session = pair.session()) {
      assertThat(session.hello(longText, Optional.empty()).version()).isEqualTo(longText);
    }
  }

  @Test
  void bringsMoreBytesThanTheWindowBothWays() throws IOException {
    try (var pair = pair();
        var session = pair.session()) {
      assertThat(session.fetch("vault")).hasValueSatisfying(got -> assertThat(got).isEqualTo(BIG));
      session.store("vault", 1, BIG);
    }
  }

  @Test
  void letsOtherCallsPassWhileAStreamIsNotRead() throws IOException {
    try (var pair = pair();
        var session = pair.session();
        var relay = session.relayTcp(8501)) {
      var writing = CompletableFuture.runAsync(() -> write(relay));
      for (int round = 0; round < 20; round++) {
        assertThat(session.hello("v" + round, Optional.empty()).version()).isEqualTo("v" + round);
      }
      assertThat(relay.input().readAllBytes()).isEqualTo(BIG);
      writing.join();
    }
  }

  private static void write(WireStream stream) {
    try (var out = stream.output()) {
      out.write(BIG);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }

  @Test
  void namesTheHostInTheRunnersProblem() {
    try (var pair = pair();
        var session = pair.session()) {
      var request = new LeaseRequest("site", LeaseRequest.Verb.ACQUIRE, "me", "phone", 3, 1000);
      assertThatThrownBy(() -> session.lease(request))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> {
                assertThat(refused.first().id()).isEqualTo(ProblemId.FENCE_TOO_LOW);
                assertThat(refused.first().host()).contains("s1");
              });
    }
  }

  @Test
  void endsOpenAndLaterCallsAsUnreachableWhenTheConnectionDies() throws Exception {
    var asked = new CountDownLatch(1);
    try (var pair =
            new WirePair()
                .serving(
                    (request, stream) -> {
                      asked.countDown();
                      stream.input().readAllBytes();
                      Thread.onSpinWait();
                      sleepLong();
                    });
        var session = pair.session()) {
      var open = CompletableFuture.supplyAsync(() -> session.hello("1", Optional.empty()));
      asked.await();
      pair.cut();
      assertThat(open).failsWithin(java.time.Duration.ofSeconds(5));
      assertThatThrownBy(() -> session.hello("1", Optional.empty()))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              lost -> assertThat(lost.kind()).isEqualTo(ProblemKind.UNREACHABLE));
      assertThat(session.isAlive()).isFalse();
    }
  }

  private static void sleepLong() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void dropsEverythingBeforeTheMarker() throws IOException {
    try (var pair = pair()) {
      var out = pair.controllerOut();
      out.write("hunter2\nLast login: today\n\u0000\u0001noise\n".getBytes(StandardCharsets.UTF_8));
      var session = RunnerSession.open(pair.controllerIn(), out, WirePair.MARKER, "s1");
      assertThat(session.hello("1", Optional.empty()).machineId()).isEqualTo("machine");
    }
  }

  @Test
  void writesNothingBeforeTheMarker() throws IOException {
    try (var pair = pair()) {
      pair.controllerOut().write("not the marker\n".getBytes(StandardCharsets.UTF_8));
      pair.controllerOut().write(Marker.line(WirePair.MARKER));
      var first = pair.controllerIn().readNBytes(33);
      assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(WirePair.MARKER + "\n");
    }
  }

  @Test
  void closesTheConnectionOnAFrameThatIsTooLong() throws IOException {
    try (var pair = pair()) {
      pair.controllerOut().write(Marker.line(WirePair.MARKER));
      pair.controllerOut().write(ByteBuffer.allocate(9).putInt(64 << 20).array());
      var in = pair.controllerIn();
      in.readNBytes(33);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void closesTheConnectionWhenMoreBytesComeThanTheCreditAllows() throws IOException {
    try (var pair = new WirePair().serving((request, stream) -> sleepLong())) {
      var codec = new FrameCodec(pair.controllerIn(), pair.controllerOut());
      pair.controllerOut().write(Marker.line(WirePair.MARKER));
      pair.controllerIn().readNBytes(33);
      codec.write(
          Frame.Type.REQUEST,
          1,
          "{\"type\":\"fetch\",\"name\":\"vault\"}".getBytes(StandardCharsets.UTF_8));
      codec.write(Frame.Type.DATA, 1, new byte[Frame.MAX_PAYLOAD]);
      codec.write(Frame.Type.DATA, 1, new byte[1]);
      assertThat(pair.controllerIn().read()).isEqualTo(-1);
    }
  }

  @Test
  void treatsATornFrameAsTheEndOfTheConnection() throws IOException {
    var whole = new java.io.ByteArrayOutputStream();
    new FrameCodec(new ByteArrayInputStream(new byte[0]), whole)
        .write(Frame.Type.DATA, 1, "hello".getBytes(StandardCharsets.UTF_8));
    for (int cut = 0; cut < whole.size(); cut++) {
      var torn = new ByteArrayInputStream(whole.toByteArray(), 0, cut);
      var codec = new FrameCodec(torn, whole);
      assertThatThrownBy(codec::read).as("cut at %s", cut).isInstanceOf(java.io.EOFException.class);
    }
  }

  @Test
  void answersUnreadableRequestsWithAProblemAndGoesOn() throws IOException {
    try (var pair = pair()) {
      pair.controllerOut().write(Marker.line(WirePair.MARKER));
      var in = new DataInputStream(pair.controllerIn());
      in.readNBytes(33);
      var codec = new FrameCodec(in, pair.controllerOut());
      codec.write(Frame.Type.REQUEST, 1, "{\"type\":\"dance\"}".getBytes(StandardCharsets.UTF_8));
      assertThat(codec.read().type()).isEqualTo(Frame.Type.RESET);
      codec.write(Frame.Type.PING, 0, new byte[0]);
      assertThat(codec.read().type()).isEqualTo(Frame.Type.PONG);
    }
  }

  @Test
  void sendsABlobFromWhereAnEarlierAttemptStopped() throws IOException {
    var got = new java.io.ByteArrayOutputStream();
    try (var pair =
            new WirePair()
                .serving(
                    (request, stream) -> {
                      stream.respond(new RunnerRequest.BlobOffset(1_000_000));
                      stream.input().transferTo(got);
                      stream.respond(new RunnerRequest.Stored(true));
                    });
        var session = pair.session()) {
      long sent =
          session.blob(
              "ab",
              BIG.length,
              List.of(),
              offset -> new ByteArrayInputStream(BIG, (int) offset, BIG.length));
      assertThat(sent).isEqualTo(BIG.length - 1_000_000);
      assertThat(got.toByteArray())
          .isEqualTo(java.util.Arrays.copyOfRange(BIG, 1_000_000, BIG.length));
    }
  }
}
