package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every generated file, for every topology, against the one that was reviewed.
///
/// After a wanted change: `mvn -pl templates test -Dtest=GoldenFilesTest -Dgolden.update=true`,
/// then look at the difference before committing it.
class GoldenFilesTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  @TestFactory
  Stream<DynamicTest> everyGeneratedFileIsTheOneThatWasReviewed() {
    return Models.all().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> compare(GOLDEN.resolve(entry.getKey()), entry.getValue())));
  }

  private static void compare(Path folder, HostModel model) throws IOException {
    var rendered = rendered(model);
    if (Boolean.getBoolean("golden.update")) {
      write(folder, rendered);
    }
    assertThat(stored(folder)).containsExactlyEntriesOf(rendered);
  }

  /// One text per file, headed by who may read it.
  private static SortedMap<String, String> rendered(HostModel model) {
    var files = new TreeMap<String, String>();
    for (var component : new Renderer().files(model)) {
      component
          .copyFiles()
          .forEach(file -> files.put(component.component() + "/copy/" + file.path(), headed(file)));
      component
          .placedFiles()
          .forEach(file -> files.put(component.component() + "/host" + file.path(), headed(file)));
    }
    return files;
  }

  private static String headed(GeneratedFile file) {
    return file.mode() + " " + file.ownership() + "\n" + file.text().text();
  }

  private static SortedMap<String, String> stored(Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    if (Files.isDirectory(folder)) {
      try (var all = Files.walk(folder)) {
        for (var file : all.filter(Files::isRegularFile).toList()) {
          files.put(folder.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return files;
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (var old : stored(folder).keySet()) {
      Files.delete(folder.resolve(old));
    }
    files.forEach(
        (name, text) -> {
          try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
  }
}
