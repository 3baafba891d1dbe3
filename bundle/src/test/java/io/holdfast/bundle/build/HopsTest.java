package io.holdfast.bundle.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.Bundles;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several versions of one component in one bundle.
class HopsTest {
  private static final String APPLIANCE =
      """
      appliance: shop
      version: "3"
      engine: nomad
      components:
        - name: nomad
          version: "2.0.5"
          licence: {name: BUSL-1.1, file: LICENSE}
          source: {files: [{from: new, to: bin/nomad, mode: "0755"}]}
        - name: consul
          version: "1.15.4"
          licence: {name: MPL-2.0, file: LICENSE}
          source: {files: [{from: same, to: bin/consul, mode: "0755"}]}
      """;
  private static final String STOPS =
      """
      hops:
        - stop: nomad-1.10
          components:
            - name: nomad
              version: "1.10.5"
              licence: {name: BUSL-1.1, file: LICENSE}
              source: {files: [{from: old, to: bin/nomad, mode: "0755"}]}
        - stop: nomad-1.11
          components:
            - name: nomad
              version: "1.11.3"
              licence: {name: BUSL-1.1, file: LICENSE}
              source: {files: [{from: same, to: bin/nomad, mode: "0755"}]}
      """;

  @TempDir Path folder;

  @BeforeEach
  void parts() throws IOException {
    KeyFolder.create(folder.resolve("keys"), "acme");
    for (var name : new String[] {"LICENSE", "new", "old", "same"}) {
      Files.writeString(folder.resolve(name), "content of " + name);
    }
  }

  private BundleBuilder.Built build(String appliance) throws IOException {
    var file = Files.writeString(folder.resolve("appliance.yaml"), appliance);
    var request =
        new BuildRequest(
            file,
            Map.of(),
            folder.resolve("shop.holdfast"),
            folder.resolve("keys"),
            folder.resolve("cache"));
    return BundleBuilder.ofThisMachine(folder.resolve("cache"), line -> {}).build(request);
  }

  private Path trust() {
    return folder.resolve("keys").resolve(KeyFolder.TRUST_FILE);
  }

  @Test
  void carriesEachStopAndEachContentOnce() throws IOException {
    var built = build(APPLIANCE + STOPS);
    assertThat(built.manifest().blobs()).hasSize(4);
    try (var bundle = BundleReader.open(built.file(), TrustFile.read(trust()))) {
      bundle.verify();
      var manifest = bundle.manifest();
      assertThat(manifest.hops()).extracting(Hop::stop).containsExactly("nomad-1.10", "nomad-1.11");
      assertThat(manifest.component("nomad").map(Component::version)).contains("2.0.5");
      var old = manifest.hops().getFirst().components().getFirst().files().getFirst();
      try (var program = bundle.openBlob(old.sha256())) {
        assertThat(program).hasContent("content of old");
      }
    }
  }

  @Test
  void aStopIsTheBundleWithWhatItNamesInItsPlace() throws IOException {
    var stop = build(APPLIANCE + STOPS).manifest().at("nomad-1.10").orElseThrow();
    assertThat(stop.hops()).isEmpty();
    assertThat(stop.components())
        .extracting(part -> part.name() + " " + part.version())
        .containsExactly("consul 1.15.4", "nomad 1.10.5");
    assertThat(build(APPLIANCE + STOPS).manifest().at("nomad-1.9")).isEmpty();
  }

  @Test
  void showsItsStops() throws IOException {
    build(APPLIANCE + STOPS);
    var summary = Bundles.inspect(folder.resolve("shop.holdfast"), trust());
    assertThat(summary.stops())
        .extracting(stop -> stop.stop() + ": " + stop.components().getFirst().version())
        .containsExactly("nomad-1.10: 1.10.5", "nomad-1.11: 1.11.3");
  }

  @Test
  void aBundleWithoutStopsIsTheOneItWasBeforeThereWereAny() throws IOException {
    var json = new String(Json.canonical(build(APPLIANCE).manifest()), StandardCharsets.UTF_8);
    assertThat(json).doesNotContain("hops");
    assertThat(Json.read(json, Manifest.class).hops()).isEmpty();
  }

  @Test
  void refusesStopsThatAreTwiceLackALicenceOrLeadNowhere() {
    assertThatThrownBy(
            () -> build(APPLIANCE + STOPS.replace("stop: nomad-1.11", "stop: nomad-1.10")))
        .hasMessageContaining("There are two stops \"nomad-1.10\"");
    assertThatThrownBy(() -> build(APPLIANCE + STOPS.replaceFirst(" +licence: .*\n", "")))
        .hasMessageContaining("HF-BND-017");
    assertThatThrownBy(() -> build(APPLIANCE + STOPS.replaceFirst("name: nomad", "name: vault")))
        .hasMessageContaining("has a component \"vault\", which the appliance itself has not");
    assertThatThrownBy(() -> build(APPLIANCE + STOPS.replaceFirst("nomad-1.10", "Nomad 1.10")))
        .hasMessageContaining("not a name");
  }
}
