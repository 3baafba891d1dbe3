package io.holdfast.lab.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.component.ComponentsFolder;
import io.holdfast.lab.dist.Distribution;
import io.holdfast.lab.host.NeededPackages;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The project's folder, and what tests on practice hosts take from it.
record ProjectHome(Path folder) {
  /// Tests run in the module's folder.
  static ProjectHome find() {
    return new ProjectHome(
        Optional.ofNullable(System.getProperty("holdfast.home"))
            .map(Path::of)
            .orElseGet(() -> Path.of("").toAbsolutePath().resolve("..").normalize()));
  }

  /// Where a story may write; it is thrown away before the next one.
  Path made(String name) {
    return folder.resolve("lab/target").resolve(name);
  }

  /// What is checked out here, or what shall be taken for it; empty where this is no checkout.
  String commit() {
    return Optional.ofNullable(System.getProperty("holdfast.commit"))
        .orElseGet(
            () -> SystemCommand.attempt("git", "-C", folder.toString(), "rev-parse", "HEAD").out())
        .strip();
  }

  /// The tar that an administrator unpacks.
  Path program() {
    return Distribution.of(folder).program();
  }

  /// Skips with the reason where this machine cannot have practice hosts.
  DemoBundles.Ingredients ingredients(Engine engine) throws IOException {
    try {
      new NeededPackages(PracticeSite::say).ensure("true".equals(System.getenv("CI")));
      var components = ComponentsFolder.usual(PracticeSite::say);
      var place = Files.createDirectories(folder.resolve("lab/target"));
      var story = DemoStories.of(engine, components, place);
      var isPrepared = Files.exists(folder.resolve("agent/target/classpath"));
      assumeTrue(isPrepared, "./holdfast --version was not run, so there is no agent to bundle");
      return new DemoBundles.Ingredients(
          Distribution.of(folder).agentRuntime(), components.path(), story);
    } catch (HoldfastException impossible) {
      assumeTrue(false, impossible.getMessage());
      throw impossible;
    }
  }
}
