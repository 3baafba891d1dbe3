package io.holdfast.agent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.FakeHost;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RebootsTest {
  @TempDir Path folder;
  private FakeHost host;

  @BeforeEach
  void begin() {
    host = new FakeHost(folder).answering("systemctl is-system-running", 0, "running");
  }

  private Outcome reboot(String run, String step) throws IOException {
    var name = new StepName(run, step);
    return new Reboots(host.root(), host, host, name, Duration.ofMillis(1)).reboot();
  }

  /// A process that boots its host does not come to its end; here it is told that nothing happened.
  private void isCutOff(String run, String step) {
    assertThatThrownBy(() -> reboot(run, step)).hasMessageContaining("still up");
  }

  private long boots() {
    return host.ran().stream().filter("systemctl reboot"::equals).count();
  }

  @Test
  void tellsTheBootOnlyOnceTheHostIsInAnotherOne() throws IOException {
    isCutOff("run-1", "/reboot-servers/s1/reboot");
    host.reboot();
    var done = reboot("run-1", "/reboot-servers/s1/reboot");
    assertThat(done).isEqualTo(Outcome.changed("booted anew; systemd is running"));
    assertThat(boots()).isEqualTo(1);
  }

  @Test
  void doesNotBootAgainForALaterTryOfAResumedRun() throws IOException {
    isCutOff("run-1", "/reboot-servers/s1/reboot");
    host.reboot();
    assertThat(reboot("run-1", "/reboot-servers/s1/reboot#2").changed()).isTrue();
    assertThat(boots()).isEqualTo(1);
  }

  @Test
  void asksOnceMoreWhileTheHostIsStillInTheSameBoot() {
    isCutOff("run-1", "/reboot-servers/s1/reboot");
    isCutOff("run-1", "/reboot-servers/s1/reboot");
    assertThat(boots()).isEqualTo(2);
  }

  @Test
  void bootsForAnotherRun() throws IOException {
    isCutOff("run-1", "/reboot-servers/s1/reboot");
    host.reboot();
    reboot("run-1", "/reboot-servers/s1/reboot");
    isCutOff("run-2", "/reboot-servers/s1/reboot");
    assertThat(boots()).isEqualTo(2);
  }

  @Test
  void waitsUntilSystemdHasStartedEverything() throws IOException {
    var states = new ArrayDeque<>(List.of("starting", "degraded"));
    host.answering("systemctl is-system-running", _ -> new Output(1, states.removeFirst()));
    isCutOff("run-1", "/r");
    host.reboot();
    assertThat(reboot("run-1", "/r").says()).isEqualTo("booted anew; systemd is degraded");
  }

  @Test
  void saysWhyTheHostDoesNotGoDown() {
    host.answering("systemctl reboot", 1, "Access denied");
    assertThatThrownBy(() -> reboot("run-1", "/r"))
        .isInstanceOf(HoldfastException.class)
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().evidence())
                    .hasValueSatisfying(line -> assertThat(line).contains("Access denied")));
  }

  /// While systemd ends everything it starts nothing: whoever asks then has to ask again later.
  @ParameterizedTest
  @ValueSource(strings = {"stopping", "", "Failed to connect to bus: Connection refused"})
  void aStepThatIsAskedForOnAHostThatGoesDownHasNoAnswerYet(String state) {
    host.answering("systemctl is-system-running", 1, state)
        .answering("systemd-run", 1, "Failed to connect to system scope bus");
    var units = StepUnits.ofSystemd(host, List.of("agent"));
    assertThatThrownBy(() -> units.start("holdfast-step-1", Path.of("/spool/x")))
        .isInstanceOf(HoldfastException.class)
        .satisfies(
            thrown -> {
              var failed = (HoldfastException) thrown;
              assertThat(failed.kind()).isEqualTo(ProblemKind.UNREACHABLE);
              assertThat(failed.first().id()).isEqualTo(ProblemId.CONNECTION_LOST);
            });
  }

  @Test
  void aUnitThatDoesNotStartOnAHostThatIsUpIsAFailure() {
    host.answering("systemd-run", 1, "No space left on device");
    var units = StepUnits.ofSystemd(host, List.of("agent"));
    assertThatThrownBy(() -> units.start("holdfast-step-1", Path.of("/spool/x")))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("does not start");
  }
}
