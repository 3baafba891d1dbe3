package io.holdfast.lab.demo;

import io.holdfast.lab.component.CniBuild;
import io.holdfast.lab.component.ComponentsFolder;
import io.holdfast.lab.component.ConsulBuild;
import io.holdfast.lab.component.NomadSupplied;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What each engine's demo is made of, once the components that can be made here are there.
final class DemoStories {
  private DemoStories() {}

  /// `place` is where files may be written that the bundles are made of.
  static DemoStory of(Engine engine, ComponentsFolder components, Path place) {
    var consul = new ConsulBuild(components);
    return switch (engine) {
      case SWARM -> new SwarmStory(consul.ready());
      case NOMAD -> {
        var supplied = new NomadSupplied(components);
        var pair = supplied.requiredPair();
        consul.binary(ConsulBuild.EARLIER_VERSION);
        consul.binary(ConsulBuild.VERSION);
        new CniBuild(components).folder();
        yield new NomadStory(
            pair, version -> supplied.licence(version).orElseGet(() -> noLicence(place, version)));
      }
    };
  }

  /// The operator supplied a program without its terms: the bundle says just that.
  private static Path noLicence(Path place, String version) {
    try {
      return Files.writeString(
          place.resolve("nomad-" + version + "-licence.txt"),
          "Nomad " + version + " was supplied by the operator without the text of its licence.\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
