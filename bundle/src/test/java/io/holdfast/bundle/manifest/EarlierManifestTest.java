package io.holdfast.bundle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.NomadSettings;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Bundles outlive the program that made them: what an earlier one wrote stays readable.
class EarlierManifestTest {
  @Test
  void aManifestOfBeforeTheEngineNomadMeansWhatItMeantThen() throws IOException {
    var manifest = Json.read(recorded("before-nomad.json"), Manifest.class);
    assertThat(manifest.vendor().nomad()).isEqualTo(NomadSettings.none());
    var service = manifest.vendor().services().getFirst();
    assertThat(service.hostPort()).isEqualTo(18080);
    assertThat(service.cpuMhz()).isEqualTo(100);
    assertThat(service.memoryMb()).isEqualTo(128);
    assertThat(Json.read(Json.canonical(manifest), Manifest.class)).isEqualTo(manifest);
  }

  private static byte[] recorded(String name) throws IOException {
    try (var stream = EarlierManifestTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(stream).readAllBytes();
    }
  }
}
