package io.holdfast.lab.dist;

import io.holdfast.installer.cli.HoldfastCommand;
import io.holdfast.templates.text.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What a module needs to run: jars of others, and classes of ours that become jars here, with
/// sorted entries and one fixed time. `entries` is by the jar's file name.
record ClassPath(SortedMap<String, Path> entries) {
  /// The compile step leaves each module's dependencies in `target/classpath`.
  static ClassPath ofModule(Path home, String module) throws IOException {
    var entries = new TreeMap<String, Path>();
    add(entries, home.resolve(module).resolve("target/classes"));
    var file = home.resolve(module).resolve("target/classpath");
    for (var entry : Files.readString(file).strip().split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        add(entries, Path.of(entry));
      }
    }
    return new ClassPath(entries);
  }

  private static void add(SortedMap<String, Path> entries, Path entry) {
    if (entries.put(jarName(entry), entry) != null) {
      throw new IllegalStateException("two class path entries named " + jarName(entry));
    }
  }

  /// A folder of ours is `<module>/target/classes`.
  private static String jarName(Path entry) {
    if (!Files.isDirectory(entry)) {
      return entry.getFileName().toString();
    }
    var module = entry.getName(entry.getNameCount() - 3);
    return "holdfast-" + module + "-" + HoldfastCommand.VERSION + ".jar";
  }

  void copyTo(Path lib) throws IOException {
    Files.createDirectories(lib);
    for (var entry : entries.entrySet()) {
      var jar = lib.resolve(entry.getKey());
      if (Files.isDirectory(entry.getValue())) {
        try (var out = Files.newOutputStream(jar)) {
          writeJar(entry.getValue(), out);
        }
      } else {
        Files.copy(entry.getValue(), jar);
      }
    }
  }

  private static void writeJar(Path classes, OutputStream out) throws IOException {
    try (var jar = new ZipOutputStream(out)) {
      for (var file : files(classes)) {
        var entry = new ZipEntry(classes.relativize(file).toString());
        entry.setTimeLocal(FolderTar.TIME);
        jar.putNextEntry(entry);
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
  }

  /// A digest of every name and byte.
  String digest() throws IOException {
    var lines = new StringBuilder();
    for (var entry : entries.entrySet()) {
      for (var file : files(entry.getValue())) {
        lines.append(entry.getKey()).append(' ');
        lines.append(entry.getValue().relativize(file)).append(' ');
        try (var stream = Files.newInputStream(file)) {
          lines.append(Sha256.of(stream)).append('\n');
        }
      }
    }
    return Sha256.of(lines.toString());
  }

  private static List<Path> files(Path folderOrFile) throws IOException {
    try (Stream<Path> all = Files.walk(folderOrFile)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
