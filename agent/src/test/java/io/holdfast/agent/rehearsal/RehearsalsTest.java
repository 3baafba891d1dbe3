package io.holdfast.agent.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.FakeHost;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalsTest {
  private static final long GIB = 1L << 30;
  private static final RehearsalAnswer HELD =
      new RehearsalAnswer.Held(new Seen("1", "jobs 1"), new Seen("2", "jobs 1"));

  @TempDir Path folder;
  private FakeHost host;
  private final Units units = new Units();
  private long memory = 8 * GIB;
  private long room = 40 * GIB;

  /// One that notes what it was given.
  private static final class Units implements RehearsalUnits {
    private final List<String> seen = new ArrayList<>();
    private String wrote = Json.write(HELD);
    private boolean running;
    private boolean laterComes;

    @Override
    public void end() {
      seen.add("end");
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public String run(Path place, long memoryBytes, InputStream input) throws IOException {
      Files.createDirectory(place);
      Files.writeString(place.resolve("left"), "by a killed process");
      seen.add((memoryBytes >> 20) + " MiB");
      seen.add(new String(input.readAllBytes(), StandardCharsets.UTF_8));
      running = laterComes;
      return wrote;
    }
  }

  @BeforeEach
  void begin() {
    host = new FakeHost(folder);
  }

  private Rehearsals rehearsals() {
    return new Rehearsals(
        host.root(),
        units,
        new Rehearsals.Means() {
          @Override
          public long memory() {
            return memory;
          }

          @Override
          public long room(Path where) {
            return room;
          }
        });
  }

  private static RehearsalHead head(long bytes) {
    return new RehearsalHead(
        new RehearsalOrder("nomad", "/opt/holdfast", "2-new", "dc1", "name-of-a-token"), bytes);
  }

  private RehearsalAnswer hold() throws IOException {
    var input = "the token\nthe state".getBytes(StandardCharsets.UTF_8);
    return rehearsals().hold(head(9), new ByteArrayInputStream(input));
  }

  @Test
  void handsTokenAndStateToTheUnitAloneAndLeavesNothing() throws IOException {
    assertThat(hold()).isEqualTo(HELD);
    assertThat(units.seen)
        .containsExactly("end", "512 MiB", Json.write(head(9)) + "\nthe token\nthe state");
    assertThat(host.root().rehearsals()).doesNotExist();
  }

  @Test
  void findsTheAnswerBehindWhatElseWasWritten() throws IOException {
    units.wrote = "Warning: {\n" + Json.write(HELD) + "\n";
    assertThat(hold()).isEqualTo(HELD);
  }

  @Test
  void takesAUnitThatEndsWithoutAnAnswerForOneThatHeldNone() throws IOException {
    for (var wrote : List.of("", "Failed to start transient service unit", "{\"type\":\"held\"")) {
      units.wrote = wrote;
      assertThat(hold())
          .isInstanceOfSatisfying(
              RehearsalAnswer.NotHeld.class,
              not -> assertThat(not.why()).contains("without an answer").contains(wrote));
    }
  }

  @Test
  void isNotHeldWhereTheServersWouldMissTheMemoryOrTheRoom() throws IOException {
    assertThat(rehearsals().lacking(head(1 << 20))).isEmpty();
    memory = GIB;
    assertThat(rehearsals().lacking(head(1 << 20)).orElseThrow())
        .isEqualTo(
            "it would take 552 MiB of memory, and of the 1024 MiB that are free half stays so");
    memory = 8 * GIB;
    room = 2 * GIB;
    assertThat(rehearsals().lacking(head(1 << 20)).orElseThrow()).contains("48 MiB in ", "2048");
  }

  @Test
  void endsWhatADroppedControllerLeftAndClearsAwayWhatAPowerCutLeft() throws IOException {
    rehearsals().end();
    assertThat(units.seen).isEmpty();
    Files.createDirectories(host.root().rehearsals().resolve("one/data"));
    units.running = true;
    rehearsals().end();
    assertThat(units.seen).containsExactly("end");
    assertThat(host.root().rehearsals()).doesNotExist();
  }

  @Test
  void leavesALaterRehearsalThatEndedItAlone() throws IOException {
    units.laterComes = true;
    assertThat(hold()).isEqualTo(HELD);
    assertThat(units.seen).containsOnlyOnce("end");
    assertThat(host.root().rehearsals().resolve("one/left")).exists();
  }

  @Test
  void theUnitHasANetworkOfItsOwnAndNothingSecretInItsLine() {
    var line =
        new RehearsalUnits.OfSystemd(host, List.of("/run/java", "-m", "agent"))
            .line(Path.of("/var/lib/hold%fast/rehearsal/one"), GIB);
    assertThat(line)
        .startsWith("systemd-run", "--unit=holdfast-rehearsal")
        .contains("--pipe", "--wait", "--property=PrivateNetwork=yes")
        .contains("--property=MemoryMax=1073741824")
        .contains("--property=ReadWritePaths=\"/var/lib/hold%%fast/rehearsal\"")
        .contains("--property=ExecStopPost=-/bin/rm -rf -- \"/var/lib/hold%%fast/rehearsal/one\"")
        .endsWith("/run/java", "-m", "agent", "rehearse", "/var/lib/hold%fast/rehearsal/one");
  }

  @Test
  void aFailureOfTheUnitLeavesNothingEither() throws IOException {
    Files.createDirectories(host.root().rehearsals().getParent());
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the controller is gone");
          }

          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> rehearsals().hold(head(9), broken)).isInstanceOf(IOException.class);
    assertThat(host.root().rehearsals()).doesNotExist();
  }
}
