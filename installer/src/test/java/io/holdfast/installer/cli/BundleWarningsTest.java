package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.Bundles;
import io.holdfast.bundle.build.BuildRequest;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWarningsTest {
  private static final String COMPONENT =
      """
        - name: nomad
          version: "VERSION"
          licence: {name: BUSL-1.1, file: LICENSE}
          source: {files: [{from: LICENSE, to: bin/nomad, mode: "0755"}]}
      """;

  @TempDir Path folder;
  private final Typed typed = new Typed();

  private int run(String... arguments) {
    typed.forget();
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--state", folder.resolve("state").toString()));
    return typed.run(all);
  }

  private int build(String appliance) throws IOException {
    Files.writeString(folder.resolve("LICENSE"), "terms");
    var file = Files.writeString(folder.resolve("appliance.yaml"), appliance);
    if (!Files.exists(folder.resolve("keys"))) {
      run("bundle", "keygen", "--out", folder.resolve("keys").toString());
    }
    return run(
        "bundle",
        "build",
        file.toString(),
        "-o",
        folder.resolve("shop.holdfast").toString(),
        "--key",
        folder.resolve("keys").toString(),
        "--output",
        "json");
  }

  private static String appliance(String version) {
    return "appliance: shop\nversion: \"1\"\nengine: nomad\ncomponents:\n"
        + COMPONENT.replace("VERSION", version);
  }

  private int look(String verb) {
    return run(
        "bundle",
        verb,
        folder.resolve("shop.holdfast").toString(),
        "--trust",
        folder.resolve("keys/trust.json").toString());
  }

  @Test
  void warnsOfARefusedReleaseAtEachLookAndBuildsAllTheSame() throws IOException {
    assertThat(build(appliance("1.9.2"))).isZero();
    assertThat(typed.err()).contains("warning: Nomad 1.9.2 is refused: it can lose");
    var result = Json.readTree(typed.out());
    assertThat(result.path("warnings").size()).isEqualTo(1);
    for (var verb : new String[] {"verify", "inspect"}) {
      assertThat(look(verb)).isZero();
      assertThat(typed.err()).as(verb).contains("take 1.9.7 or a newer one");
      assertThat(typed.out()).as(verb).doesNotContain("warning");
    }
  }

  @Test
  void warnsOfStopsThatDoNotFollowEachOtherAndShowsThem() throws IOException {
    var stops =
        "hops:\n  - stop: early\n    components:\n"
            + COMPONENT.replace("VERSION", "1.8.4").indent(4);
    assertThat(build(appliance("2.0.5") + stops)).isZero();
    assertThat(typed.err()).contains("warning: Nomad cannot go from 1.8.4 to 2.0.5 in one jump");
    assertThat(look("inspect")).isZero();
    assertThat(typed.out()).containsPattern("stop +early +nomad +1\\.8\\.4");
  }

  private static String setting(String json) {
    return "vendor:\n  nomad:\n    config: " + json + "\n";
  }

  @Test
  void buildsNothingThatSetsWhatTheReleaseNoLongerHas() throws IOException {
    var config = setting("{plugin: {raw_exec: {config: {no_cgroups: true}}}}");
    assertThat(build(appliance("1.8.4") + config)).isEqualTo(2);
    assertThat(typed.err())
        .contains("HF-VER-007", "appliance.yaml:")
        .contains("Nomad 1.8.4 has no setting plugin.raw_exec.config.no_cgroups since 1.8.0")
        .contains("take it out");
    assertThat(folder.resolve("shop.holdfast")).doesNotExist();
    assertThat(build(appliance("1.7.7") + config)).isZero();
    assertThat(typed.err()).contains("warning: Nomad 1.7.7 calls the setting");
  }

  @Test
  void warnsAtEachLookOfABundleThatWasBuiltWithSuchASetting() throws IOException {
    build(appliance("1.8.4"));
    var config = setting("{consul: {allow_unauthenticated: false}}");
    var file = folder.resolve("appliance.yaml");
    Files.writeString(file, appliance("1.10.5") + config);
    var bundle = folder.resolve("shop.holdfast");
    var keys = folder.resolve("keys");
    Bundles.build(new BuildRequest(file, Map.of(), bundle, keys, folder.resolve("cache")), _ -> {});
    for (var verb : new String[] {"verify", "inspect"}) {
      assertThat(look(verb)).isZero();
      assertThat(typed.err())
          .as(verb)
          .contains("warning: Nomad 1.10.5 has no setting consul.allow_unauthenticated");
    }
  }

  @Test
  void saysNothingOfWhatIsGood() throws IOException {
    assertThat(build(appliance("2.0.5"))).isZero();
    assertThat(typed.err()).doesNotContain("warning");
  }
}
