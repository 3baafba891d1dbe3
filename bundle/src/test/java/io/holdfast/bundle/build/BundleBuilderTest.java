package io.holdfast.bundle.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.Bundles;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.vendor.NomadJob;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleBuilderTest {
  private static final String APPLIANCE =
      """
      appliance: shop
      version: "1"
      components:
        - name: consul
          version: "1.15.4"
          licence: {name: MPL-2.0, file: "${parts}/LICENSE"}
          source: {files: [{from: "${parts}/consul", to: bin/consul, mode: "0755"}]}
        - name: agent
          version: "0.1.0"
          licence: {name: MPL-2.0, file: "${parts}/LICENSE"}
          source: {folder: "${parts}"}
      images:
        - name: web
          tag: "1.0"
          entrypoint: [/consul]
          environment: {B: two, A: one}
          ports: [8080]
          files:
            - {to: /consul, mode: "0755", content: {file: "${parts}/consul"}}
            - {to: /www/index.html, content: {text: "hello"}}
      vendor:
        services: [{name: web, image: web, port: 8080, hostPort: 18080}]
      """;

  @TempDir Path folder;
  private Path keys;

  @BeforeEach
  void keys() {
    keys = folder.resolve("keys");
    KeyFolder.create(keys, "acme");
  }

  private Path parts(String name, String mode) throws IOException {
    var parts = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(parts.resolve("sub/b"));
    Files.writeString(parts.resolve("LICENSE"), "free");
    Files.writeString(parts.resolve("consul"), "program");
    Files.writeString(parts.resolve("sub/b/data"), "data");
    Files.createSymbolicLink(parts.resolve("sub/link"), Path.of("b/data"));
    Files.setPosixFilePermissions(
        parts.resolve("consul"), java.nio.file.attribute.PosixFilePermissions.fromString(mode));
    Files.writeString(parts.resolve("appliance.yaml"), APPLIANCE);
    return parts;
  }

  private BundleBuilder.Built build(Path parts, Path target) {
    var request =
        new BuildRequest(
            parts.resolve("appliance.yaml"),
            Map.of("parts", parts.toString()),
            target,
            keys,
            folder.resolve("cache"));
    return BundleBuilder.ofThisMachine(folder.resolve("cache"), line -> {}).build(request);
  }

  @Test
  void buildsTheSameBytesInAnotherFolderTimeZoneLocaleAndUmask() throws IOException {
    var zone = TimeZone.getDefault();
    var locale = Locale.getDefault();
    var first = folder.resolve("first.holdfast");
    var second = folder.resolve("second.holdfast");
    var one = build(parts("one", "rwxr-xr-x"), first);
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      Locale.setDefault(Locale.of("ar", "EG"));
      assertThat(build(parts("two/deeper", "rwx------"), second).digest()).isEqualTo(one.digest());
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @Test
  void whatIsBuiltVerifiesAndShowsItsParts() throws IOException {
    var target = folder.resolve("shop.holdfast");
    var built = build(parts("one", "rwxr-xr-x"), target);
    var summary = Bundles.verify(target, keys.resolve(KeyFolder.TRUST_FILE));
    assertThat(summary.digest()).isEqualTo(built.digest());
    assertThat(summary.components())
        .extracting(Bundles.Part::name)
        .containsExactly("agent", "consul");
    assertThat(summary.images()).extracting(Bundles.Picture::reference).containsExactly("web:1.0");
    assertThat(summary.services()).containsExactly("web");
    try (var bundle = BundleReader.open(target, trust())) {
      var agent = bundle.manifest().component("agent").orElseThrow();
      assertThat(agent.files())
          .extracting(f -> f.path() + " " + f.mode())
          .containsExactly(
              "LICENSE 0644",
              "appliance.yaml 0644",
              "consul 0755",
              "sub/b/data 0644",
              "sub/link 0644");
      var blobs = bundle.imageBlobs(bundle.manifest().images().getFirst());
      assertThat(blobs).hasSizeGreaterThanOrEqualTo(3);
      assertThat(blobs.getLast().sha256())
          .isEqualTo(bundle.manifest().images().getFirst().manifestDigest());
    }
  }

  private TrustFile trust() {
    return TrustFile.read(keys.resolve(KeyFolder.TRUST_FILE));
  }

  @Test
  void tellsAllMissingSourcesAtOnceWithTheirPlaces() throws IOException {
    var parts = parts("one", "rwxr-xr-x");
    var file = parts.resolve("appliance.yaml");
    Files.writeString(
        file,
        APPLIANCE
            .replace("${parts}/consul\", to: bin", "${parts}/nowhere\", to: bin")
            .replace("{folder: \"${parts}\"}", "{folder: \"${unknown}\"}"));
    assertThatThrownBy(() -> build(parts, folder.resolve("x.holdfast")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::headline)
                    .satisfiesExactly(
                        a -> assertThat(a).contains(":7:").contains("nowhere"),
                        b -> assertThat(b).contains(":11:").contains("unknown")));
    assertThat(folder.resolve("x.holdfast")).doesNotExist();
  }

  @Test
  void refusesALinkThatLeadsOutOfItsFolder() throws IOException {
    var parts = parts("one", "rwxr-xr-x");
    Files.createSymbolicLink(parts.resolve("out"), Path.of("/etc/hostname"));
    assertThatThrownBy(() -> build(parts, folder.resolve("x.holdfast")))
        .hasMessageContaining("leads out of its folder");
  }

  @Test
  void refusesAServiceWithoutItsImageAndAnUnknownKey() throws IOException {
    var parts = parts("one", "rwxr-xr-x");
    var file = parts.resolve("appliance.yaml");
    Files.writeString(file, APPLIANCE.replace("image: web", "image: shop"));
    assertThatThrownBy(() -> build(parts, folder.resolve("x.holdfast")))
        .hasMessageContaining("There is no image \"shop\"");
    Files.writeString(file, APPLIANCE.replace("entrypoint:", "entrypiont:"));
    assertThatThrownBy(() -> build(parts, folder.resolve("x.holdfast")))
        .hasMessageContaining("did you mean \"entrypoint\"?");
  }

  @Test
  void readsTheExampleApplianceOfEachEngine() {
    assertThat(example(Engine.SWARM).components())
        .extracting(Appliance.ComponentSpec::name)
        .containsExactly("consul", "docker", "haproxy", "agent");
    var nomad = example(Engine.NOMAD);
    assertThat(nomad.components())
        .extracting(Appliance.ComponentSpec::name)
        .containsExactly("consul", "docker", "haproxy", "nomad", "cni", "agent");
    assertThat(nomad.images())
        .extracting(Appliance.ImageSpec::name)
        .containsExactly("web", "pause");
    assertThat(nomad.vendor().nomad().jobs()).extracting(NomadJob::id).containsExactly("watchman");
  }

  private static Appliance example(Engine engine) {
    var bound = YamlBinder.read("appliance.yaml", Examples.appliance(engine), Appliance.class);
    var problems = new Problems();
    ApplianceChecks.check(bound, problems);
    VendorSettings.check(bound, "vendor", bound.value().vendor(), problems);
    assertThat(problems.list()).isEmpty();
    assertThat(bound.value().engine()).isEqualTo(engine.word());
    return bound.value();
  }

  @Test
  void refusesAPauseImageThatIsNotThere() throws IOException {
    var parts = parts("one", "rwxr-xr-x");
    Files.writeString(
        parts.resolve("appliance.yaml"),
        APPLIANCE.replace("vendor:\n", "vendor:\n  nomad: {pauseImage: rest:1}\n"));
    assertThatThrownBy(() -> build(parts, folder.resolve("x.holdfast")))
        .hasMessageContaining("There is no image \"rest:1\"");
  }
}
