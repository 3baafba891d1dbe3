package io.holdfast.bundle.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {
  @TempDir Path folder;

  @Test
  void keepsPrivateKeysFromOthersAndNeverWritesOverThem() throws IOException {
    KeyFolder.create(folder, "acme");
    for (var kind : KeyKind.values()) {
      var file = KeyFolder.privateKey(folder, kind);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertProblem(() -> KeyFolder.create(folder, "acme"));
  }

  @Test
  void refusesAPrivateKeyThatOthersMayRead() throws IOException {
    KeyFolder.create(folder, "acme");
    Files.setPosixFilePermissions(
        KeyFolder.privateKey(folder, KeyKind.ECDSA), PosixFilePermissions.fromString("rw-r-----"));
    assertProblem(() -> KeyFolder.open(folder));
  }

  @Test
  void signsTheSameMessageAlwaysWithTheSameBytes() {
    KeyFolder.create(folder, "acme");
    var digest = "0123456789abcdef".repeat(4);
    assertThat(KeyFolder.open(folder).sign(digest)).isEqualTo(KeyFolder.open(folder).sign(digest));
  }

  @Test
  void refusesATrustFileWhoseKeyIdIsNotThatOfTheKey() throws IOException {
    KeyFolder.create(folder, "acme");
    var file = folder.resolve(KeyFolder.TRUST_FILE);
    var id = TrustFile.read(file).signers().getFirst().ed25519().id();
    Files.writeString(file, Files.readString(file).replace(id, "0".repeat(16)));
    assertThatThrownBy(() -> TrustFile.read(file))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.first().id()).isEqualTo(ProblemId.TRUST_FILE));
  }

  private static void assertProblem(Runnable run) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.first().id()).isEqualTo(ProblemId.SIGNING_KEYS));
  }
}
