package io.holdfast.installer.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultFileTest {
  private static final VaultLock LOCK = new VaultLock.RandomBytes(new byte[32]);

  private static Vault vault() {
    return Vault.empty("acme-1")
        .with(new TreeMap<>(Map.of("consul.gossip", Secret.of("marble-canary"))));
  }

  @Test
  void opensWithTheSameKeyWhatItSealed() {
    var opened = VaultFile.open(VaultFile.create(LOCK).seal(vault()), LOCK);
    assertThat(opened.vault().siteId()).isEqualTo("acme-1");
    assertThat(opened.vault().version()).isEqualTo(1);
    assertThat(opened.vault().secret("consul.gossip").reveal()).isEqualTo("marble-canary");
  }

  @Test
  void opensWithAPassphrase() {
    var bytes =
        VaultFile.create(new VaultLock.Passphrase("correct horse".toCharArray())).seal(vault());
    var again = new VaultLock.Passphrase("correct horse".toCharArray());
    assertThat(VaultFile.open(bytes, again).vault().names()).containsExactly("consul.gossip");
    assertWrongKey(bytes, new VaultLock.Passphrase("wrong horse".toCharArray()));
  }

  @Test
  void refusesAnotherKey() {
    var other = new byte[32];
    other[31] = 1;
    assertWrongKey(VaultFile.create(LOCK).seal(vault()), new VaultLock.RandomBytes(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme-1", "\"version\":1"})
  void refusesAHeadThatWasChanged(String part) {
    var text = new String(VaultFile.create(LOCK).seal(vault()), StandardCharsets.UTF_8);
    var changed = text.replace(part, part.substring(0, part.length() - 1) + "2");
    assertWrongKey(changed.getBytes(StandardCharsets.UTF_8), LOCK);
  }

  @Test
  void showsNoSecretAndNeverTheSameBytesTwice() {
    var file = VaultFile.create(LOCK);
    var first = new String(file.seal(vault()), StandardCharsets.UTF_8);
    assertThat(first)
        .doesNotContain("marble-canary")
        .isNotEqualTo(new String(file.seal(vault()), StandardCharsets.UTF_8));
    assertThat(vault().toString()).doesNotContain("marble-canary");
  }

  @Test
  void namesASecretThatIsMissing() {
    assertThatThrownBy(() -> vault().secret("nothing"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> assertThat(failed.has(ProblemId.SECRET_MISSING)).isTrue());
  }

  private static void assertWrongKey(byte[] bytes, VaultLock lock) {
    assertThatThrownBy(() -> VaultFile.open(bytes, lock))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> assertThat(failed.has(ProblemId.VAULT_WRONG_KEY)).isTrue());
  }
}
