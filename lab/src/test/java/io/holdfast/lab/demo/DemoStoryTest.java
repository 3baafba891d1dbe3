package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.build.Appliance;
import io.holdfast.lab.component.ConsulBuild;
import io.holdfast.lab.component.NomadSupplied;
import io.holdfast.templates.yaml.YamlBinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemoStoryTest {
  private static final DemoStory NOMAD =
      new NomadStory(
          new NomadSupplied.Pair("2.1.0", "2.1.1"),
          version -> Path.of("/terms/nomad-" + version + ".txt"));

  static Stream<DemoStory> stories() {
    return Stream.of(new SwarmStory(ConsulBuild.VERSION), NOMAD);
  }

  @ParameterizedTest
  @MethodSource("stories")
  void everyBundleOfAStoryIsAnApplianceOfItsOwnVersion(DemoStory story) {
    for (var bundle : story.bundles()) {
      var appliance = read(story, bundle);
      assertThat(appliance.version()).isEqualTo(bundle.version());
      assertThat(appliance.engine()).isEqualTo(story.engine().word());
    }
    assertThat(read(story, DemoBundle.SECOND).components())
        .filteredOn(component -> component.name().equals("consul"))
        .extracting(Appliance.ComponentSpec::version)
        .containsExactly(story.consul());
  }

  @ParameterizedTest
  @MethodSource("stories")
  void theBundlesOfItsCanariesAreBuilt(DemoStory story) {
    assertThat(story.bundles())
        .contains(DemoBundle.FIRST, DemoBundle.SECOND, story.exits().bundle())
        .containsAll(story.later().stream().map(DemoStory.Canary::bundle).toList());
  }

  @ParameterizedTest
  @MethodSource("stories")
  void aSettingOfTheBalancersIsNoNewVersionOfAnything(DemoStory story) {
    var first = read(story, DemoBundle.FIRST);
    var setting = read(story, DemoBundle.SETTING);
    assertThat(versions(setting)).isEqualTo(versions(first));
    assertThat(setting.vendor().haproxy()).isNotEqualTo(first.vendor().haproxy());
    assertThat(setting.vendor().consul()).isEqualTo(first.vendor().consul());
  }

  @Test
  void nomadGoesToItsNextReleaseWithItsOwnTerms() {
    assertThat(nomad(DemoBundle.FIRST)).isEqualTo("2.1.0 /terms/nomad-2.1.0.txt");
    for (var later : List.of(DemoBundle.SECOND, DemoBundle.WAIT, DemoBundle.CANARY_SOAK)) {
      assertThat(nomad(later)).isEqualTo("2.1.1 /terms/nomad-2.1.1.txt");
    }
    assertThat(read(NOMAD, DemoBundle.FIRST).vendor().nomad().jobs()).hasSize(1);
    assertThat(read(NOMAD, DemoBundle.SECOND).vendor().nomad().jobs()).hasSize(2);
  }

  @Test
  void theSecondOfNomadCanBeReachedByAStopThatOnlyBringsConsul() {
    var staged = read(NOMAD, DemoBundle.STAGED);
    assertThat(versions(staged)).isEqualTo(versions(read(NOMAD, DemoBundle.SECOND)));
    assertThat(staged.hops()).hasSize(1);
    assertThat(staged.hops().getFirst().components())
        .extracting(Appliance.ComponentSpec::version)
        .containsExactly(ConsulBuild.VERSION, "2.1.0");
  }

  @Test
  void whatRunsStaysTheSameFromTheFirstBundleToTheSecond() {
    var first = read(NOMAD, DemoBundle.FIRST);
    var second = read(NOMAD, DemoBundle.SECOND);
    assertThat(second.vendor().services()).isEqualTo(first.vendor().services());
    assertThat(second.images()).isEqualTo(first.images());
    assertThat(versions(second)).containsEntry("docker", versions(first).get("docker"));
  }

  private static Map<String, String> versions(Appliance appliance) {
    var versions = new TreeMap<String, String>();
    appliance
        .components()
        .forEach(component -> versions.put(component.name(), component.version()));
    return versions;
  }

  /// Its version and where its terms lie.
  private static String nomad(DemoBundle bundle) {
    var nomad =
        read(NOMAD, bundle).components().stream()
            .filter(component -> component.name().equals("nomad"))
            .findFirst()
            .orElseThrow();
    return nomad.version() + " " + nomad.licence().orElseThrow().file().orElseThrow();
  }

  private static Appliance read(DemoStory story, DemoBundle bundle) {
    return YamlBinder.read("appliance.yaml", story.appliance(bundle), Appliance.class).value();
  }
}
