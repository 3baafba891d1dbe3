package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.text.Secret;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KnownSecretsTest {
  private static final Map<String, String> VALUES =
      Map.of("consul.gossip", "0123456789abcdef\n", "short", "dc1");

  @Test
  void areReplacedByTheirNamesWhereverTheyStand() {
    var known =
        new KnownSecrets(
            VALUES.keySet(), name -> Secret.of(Objects.requireNonNull(VALUES.get(name))));
    assertThat(known.hide("dc1 \"0123456789abcdef\" 0123456789abcdef0"))
        .isEqualTo("dc1 \"${secret:consul.gossip}\" ${secret:consul.gossip}0");
  }
}
