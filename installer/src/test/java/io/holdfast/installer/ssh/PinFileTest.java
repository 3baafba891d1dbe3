package io.holdfast.installer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinFileTest {
  private static final String OTHERS = "10.0.0.1 ssh-ed25519 AAAA1\n10.0.0.22 ssh-ed25519 AAAA22\n";
  private static final String OLD = "10.0.0.2 ssh-rsa AAAA2\n10.0.0.2 ssh-ed25519 AAAA2\n";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void pins() throws IOException {
    file = Files.writeString(folder.resolve("known_hosts"), OLD + OTHERS);
  }

  private static ShownKey shown(ShownKey.State state) {
    return new ShownKey(
        "s2", "10.0.0.2", "ssh-ed25519", "SHA256:new", "10.0.0.2 ssh-ed25519 BBBB", state);
  }

  @Test
  void takesTheKeyWhoseFingerprintWasTypedInPlaceOfAllOldOnes() throws IOException {
    assertThat(new PinFile(file).replace(shown(ShownKey.State.CHANGED), "SHA256:new")).isTrue();
    assertThat(Files.readString(file)).isEqualTo(OTHERS + "10.0.0.2 ssh-ed25519 BBBB\n");
  }

  @Test
  void forgetsAKeyAgainThatNobodySaidYesTo() throws IOException {
    try (var trial = new PinFile(file).tryOut(shown(ShownKey.State.CHANGED), "SHA256:new")) {
      assertThat(Files.readString(file)).endsWith("10.0.0.2 ssh-ed25519 BBBB\n");
      assertThat(trial).isNotNull();
    }
    assertThat(Files.readString(file)).isEqualTo(OLD + OTHERS);
    try (var trial = new PinFile(file).tryOut(shown(ShownKey.State.CHANGED), "SHA256:new")) {
      assertThat(trial.keep()).isTrue();
    }
    assertThat(Files.readString(file)).isEqualTo(OTHERS + "10.0.0.2 ssh-ed25519 BBBB\n");
    try (var trial = new PinFile(file).tryOut(shown(ShownKey.State.PINNED), "")) {
      assertThat(trial.keep()).isFalse();
    }
  }

  @Test
  void leavesAPinnedKeyAsItIs() throws IOException {
    assertThat(new PinFile(file).replace(shown(ShownKey.State.PINNED), "")).isFalse();
    assertThat(Files.readString(file)).isEqualTo(OLD + OTHERS);
  }

  @Test
  void refusesAnotherKeyThanTheTypedOneAndSaysWhereToReadIt() throws IOException {
    for (var typed : new String[] {"", "SHA256:other"}) {
      assertThatThrownBy(() -> new PinFile(file).replace(shown(ShownKey.State.CHANGED), typed))
          .satisfies(
              thrown -> {
                var problem = ((HoldfastException) thrown).first();
                assertThat(problem.id()).isEqualTo(ProblemId.HOST_KEY_CHANGED);
                assertThat(problem.fix().getFirst()).contains("at the console of s2");
              });
    }
    assertThat(Files.readString(file)).isEqualTo(OLD + OTHERS);
  }
}
