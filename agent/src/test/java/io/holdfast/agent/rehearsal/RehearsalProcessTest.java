package io.holdfast.agent.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.host.SystemClock;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A rehearsal with a small program in the place of Nomad.
@Timeout(120)
class RehearsalProcessTest {
  private static final String STATE = "policy a\npolicy b\npolicy c\n";

  @TempDir Path host;

  private long room = 40L << 30;

  /// Real time, with short waits; ten minutes later once a product says so.
  private final class Impatient implements Clock {
    private final Clock real = new SystemClock();

    @Override
    public long uptimeMs() {
      return real.uptimeMs() + (Files.exists(host.resolve("one/data/late")) ? 600_000 : 0);
    }

    @Override
    public long wallMs() {
      return real.wallMs();
    }

    @Override
    public void sleepMs(long milliseconds) {
      real.sleepMs(Math.min(milliseconds, 250));
    }
  }

  private final class Means implements Rehearsals.Means {
    @Override
    public long memory() {
      return room;
    }

    @Override
    public long room(Path folder) {
      assertThat(folder).exists();
      return room;
    }
  }

  @BeforeEach
  void install() throws IOException {
    copy("1.0-old", "well");
    Files.createSymbolicLink(host.resolve("nomad/current"), Path.of("1.0-old"));
  }

  /// A copy of the program that behaves in this way.
  private void copy(String copyId, String mode) throws IOException {
    var program = host.resolve("nomad").resolve(copyId).resolve("bin/nomad");
    Files.createDirectories(program.getParent());
    var java = Path.of(System.getProperty("java.home"), "bin/java");
    var line =
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s %s '%s' \"$@\"\n"
            .formatted(
                java,
                System.getProperty("java.class.path"),
                FakeProduct.class.getName(),
                copyId,
                mode);
    Files.writeString(program, line);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private RehearsalAnswer rehearse(String state, boolean ownNetwork) throws IOException {
    var order =
        new RehearsalOrder("nomad", host.toString(), "2.0-new", "dc1", "nomad.token.management");
    var input = Json.write(new RehearsalHead(order, state.length())) + "\nof-the-site\n" + state;
    var line =
        new RehearsalProcess(() -> ownNetwork, new Means(), new Impatient())
            .hold(
                host.resolve("one"),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    assertThat(line).doesNotContain("of-the-site").doesNotContain("\n");
    assertThat(host.resolve("one")).doesNotExist();
    return Json.read(line, RehearsalAnswer.class);
  }

  @Test
  void countsWhatEitherVersionHoldsOfTheState() throws IOException {
    copy("2.0-new", "well");
    var counts = "aclPolicies 3, aclTokens 0, jobs 0, namespaces 0, variables 0";
    assertThat(rehearse(STATE, true))
        .isEqualTo(
            new RehearsalAnswer.Held(new Seen("1.0-old", counts), new Seen("2.0-new", counts)));
  }

  @Test
  void tellsThatTheTargetVersionHoldsLess() throws IOException {
    copy("2.0-new", "forgets");
    assertThat(rehearse(STATE, true))
        .isInstanceOfSatisfying(
            RehearsalAnswer.Held.class,
            held -> {
              assertThat(held.before().counts()).startsWith("aclPolicies 3");
              assertThat(held.after().counts()).startsWith("aclPolicies 2");
            });
  }

  @Test
  void tellsTheEndOfTheLogOfATargetVersionThatDoesNotBearTheState() throws IOException {
    copy("2.0-new", "dies");
    assertThat(rehearse(STATE, true))
        .isInstanceOfSatisfying(
            RehearsalAnswer.Failed.class,
            failed -> {
              assertThat(failed.what())
                  .isEqualTo("The target version does not come up with the saved state");
              assertThat(failed.evidence())
                  .startsWith("it ended with 1\npanic: what is this entry, policy a");
            });
  }

  @Test
  void tellsThatTheStateItselfIsNotTaken() throws IOException {
    copy("2.0-new", "well");
    assertThat(rehearse("garbage", true))
        .isInstanceOfSatisfying(
            RehearsalAnswer.Failed.class,
            failed -> {
              assertThat(failed.what())
                  .isEqualTo("The version that runs does not come up with the saved state");
              assertThat(failed.evidence()).contains("500: failed to read snapshot");
            });
  }

  @Test
  void blamesNoVersionThatWasKilledForItsMemory() throws IOException {
    copy("2.0-new", "starves");
    assertThat(rehearse(STATE, true)).isInstanceOf(RehearsalAnswer.NotHeld.class);
  }

  @Test
  void blamesNoVersionThatIsStillOnItsWayAtTheEndOfItsTime() throws IOException {
    copy("2.0-new", "hangs");
    notHeld("The target version does not come up with the saved state in its time: ");
  }

  @Test
  void blamesAVersionThatStillRefusesTheTokenOfTheSiteThen() throws IOException {
    copy("2.0-new", "locks out");
    assertThat(rehearse(STATE, true))
        .isInstanceOfSatisfying(
            RehearsalAnswer.Failed.class,
            failed -> assertThat(failed.evidence()).contains("403: ACL token not found"));
  }

  @Test
  void blamesNoVersionForADiskThatGotFull() throws IOException {
    copy("1.0-old", "full");
    notHeld("the disk got full: it answers 500: write snapshot: no space left on device");
    copy("1.0-old", "well");
    copy("2.0-new", "dies");
    room = 1L << 30;
    notHeld("the disk got full: it ended with 1");
  }

  private void notHeld(String why) throws IOException {
    assertThat(rehearse(STATE, true))
        .isInstanceOfSatisfying(
            RehearsalAnswer.NotHeld.class, not -> assertThat(not.why()).startsWith(why));
  }

  @Test
  void blamesNoVersionWhereThePresentOneDoesNotEvenStartEmpty() throws IOException {
    Files.writeString(
        host.resolve("nomad/1.0-old/bin/nomad"), "#!/bin/sh\necho no such option\nexit 1\n");
    assertThat(rehearse(STATE, true))
        .isInstanceOfSatisfying(
            RehearsalAnswer.NotHeld.class,
            not ->
                assertThat(not.why())
                    .startsWith("The version that runs does not come up alone: it ended with 1")
                    .contains("no such option"));
  }

  @Test
  void startsNothingWhereTheNetworkIsNotItsOwn() throws IOException {
    assertThat(rehearse(STATE, false))
        .isEqualTo(new RehearsalAnswer.NotHeld("the unit got no network of its own"));
  }
}
