package io.holdfast.lab.demo;

import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Builds the bundles of the demo with the program itself.
final class DemoBundles {
  private static final int DOWNLOAD_BLOCKS = 48;
  private static final int BLOCK_BYTES = 65_536;

  private final Path folder;
  private final Ingredients ingredients;

  /// Where the parts come from that no distribution has, the agent's runtime and the folder of
  /// components; and what is made of them.
  record Ingredients(Path runtime, Path components, DemoStory story) {}

  DemoBundles(Path folder, Ingredients ingredients) {
    this.folder = folder;
    this.ingredients = ingredients;
  }

  DemoStory story() {
    return ingredients.story();
  }

  Path keys() {
    return folder.resolve("keys");
  }

  Path trust() {
    return keys().resolve("trust.json");
  }

  Path file(DemoBundle bundle) {
    return folder.resolve(bundle.fileName());
  }

  /// Makes signing keys where there are none, and builds and signs one bundle.
  void build(Program program, DemoBundle bundle) {
    if (!Files.exists(trust())) {
      program
          .run(line -> {}, "bundle", "keygen", "--out", keys().toString())
          .expect(0, "bundle keygen");
    }
    program
        .run(
            line -> {},
            "bundle",
            "build",
            appliance(bundle).toString(),
            "-o",
            file(bundle).toString(),
            "--key",
            keys().toString(),
            "--set",
            "components=" + ingredients.components(),
            "--set",
            "runtime=" + ingredients.runtime())
        .expect(0, "bundle build");
  }

  private Path appliance(DemoBundle bundle) {
    try {
      return Files.writeString(
          folder.resolve("appliance-" + bundle.version() + ".yaml"),
          ingredients.story().appliance(bundle));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SHA-256, in hex, of what the example service answers as its download.
  static String downloadSha256() {
    var digest = Sha256.digest();
    for (var block = 1; block <= DOWNLOAD_BLOCKS; block++) {
      var line = "holdfast download block " + block + "\n";
      var text = line.repeat(BLOCK_BYTES / line.length() + 1).substring(0, BLOCK_BYTES);
      digest.update(text.getBytes(StandardCharsets.US_ASCII));
    }
    return Sha256.hex(digest);
  }
}
