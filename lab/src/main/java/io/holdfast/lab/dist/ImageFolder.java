package io.holdfast.lab.dist;

import io.holdfast.lab.host.SystemCommand;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A folder that runs by itself: `java/` with the modules needed, `lib/` with the jars, and
/// `bin/<launcher>`.
record ImageFolder(ClassPath classPath, List<String> modules, String launcher, String mainClass) {
  private static final String ARCHIVE = "--generate-cds-archive";
  private static final String LAUNCHER =
      """
      #!/bin/sh
      home=$(dirname "$(dirname "$(readlink -f "$0")")")
      exec "$home/java/bin/java" -XX:+UseSerialGC -Xshare:auto \\
        -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000 \\
        -XX:Tier4CompileThreshold=300000 -XX:Tier4BackEdgeThreshold=800000 \\
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
        -cp "$home/lib/*" MAIN "$@"
      """;

  /// Makes the folder unless it was made of the same inputs.
  Path make(Path folder) throws IOException {
    var inputs = folder.resolveSibling(folder.getFileName() + ".inputs");
    var wanted = inputs();
    if (Files.isDirectory(folder)
        && Files.exists(inputs)
        && Files.readString(inputs).equals(wanted)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Files.deleteIfExists(inputs);
    var fresh = folder.resolveSibling(folder.getFileName() + ".new");
    SystemCommand.run("rm", "-rf", fresh.toString(), folder.toString());
    fill(fresh);
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(inputs, wanted);
    return folder;
  }

  private String inputs() throws IOException {
    var recipe = modules + ARCHIVE + launcherText() + System.getProperty("java.vm.version");
    return Sha256.of(recipe + classPath.digest()) + "\n";
  }

  private String launcherText() {
    return LAUNCHER.replace("MAIN", mainClass);
  }

  private void fill(Path fresh) throws IOException {
    link(fresh.resolve("java"));
    classPath.copyTo(fresh.resolve("lib"));
    var bin = Files.createDirectories(fresh.resolve("bin"));
    var script = Files.writeString(bin.resolve(launcher), launcherText());
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// With an archive of the classes that every start loads, which saves a third of the time; those
  /// for heaps without compressed pointers, of more than 32 GB, are left out.
  ///
  /// In a process of its own: inside a busy one, jlink does not give the same bytes each time.
  private void link(Path target) {
    SystemCommand.run(
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules",
        String.join(",", modules),
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        ARCHIVE,
        "--output",
        target.toString());
    SystemCommand.run("find", target.toString(), "-name", "classes_*.jsa", "-delete");
  }
}
