package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RootTest {
  @Test
  void keepsWhatIsLargeWhereTheSiteSaysAndTheRestWhereEverybodyFindsIt() {
    var root = Root.ofHost(Optional.of("/data/holdfast"));
    assertThat(root.store()).isEqualTo(Path.of("/data/holdfast/store"));
    assertThat(root.site()).isEqualTo(Path.of("/var/lib/holdfast/site"));
    assertThat(root.spool()).isEqualTo(Path.of("/var/lib/holdfast/spool"));
    assertThat(root.kept()).isEqualTo(Path.of("/var/lib/holdfast/kept"));
  }

  @Test
  void standsInTheUsualPlaceUnlessItIsTold() {
    assertThat(Root.ofHost()).isEqualTo(Root.ofHost(Optional.of("/var/lib/holdfast")));
    assertThat(Root.ofHost().store()).isEqualTo(Path.of("/var/lib/holdfast/store"));
  }

  @Test
  void doesNotClimb() {
    assertThatThrownBy(() -> Root.ofHost(Optional.of("/data/../etc")).store())
        .isInstanceOf(HoldfastException.class);
  }
}
