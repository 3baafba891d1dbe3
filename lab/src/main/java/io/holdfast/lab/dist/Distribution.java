package io.holdfast.lab.dist;

import io.holdfast.installer.cli.HoldfastCommand;
import io.holdfast.lab.host.FileLocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Makes the two things that leave the build: the agent's runtime, a folder that goes into bundles,
/// and the administrator's program, a tar that runs on a machine without Java. The same sources and
/// JDK give the same bytes; nothing is made again while neither changed.
public final class Distribution {
  private static final List<String> AGENT_MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.net.http",
          "java.xml",
          "jdk.httpserver",
          "jdk.unsupported");

  /// FreeMarker asks java.desktop about beans; the SSH library knows Kerberos.
  private static final List<String> PROGRAM_MODULES =
      List.of(
          "java.base",
          "java.desktop",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.httpserver",
          "jdk.net",
          "jdk.unsupported");

  private final Path home;
  private final Path out;

  private Distribution(Path home) {
    this.home = home;
    this.out = home.resolve("lab/target/dist");
  }

  /// The distribution of the sources in `home`, which must be compiled.
  public static Distribution of(Path home) {
    return new Distribution(home.toAbsolutePath().normalize());
  }

  /// The folder that becomes the component `agent` of a bundle.
  public Path agentRuntime() {
    return alone(
        () ->
            new ImageFolder(
                    classPath("agent"), AGENT_MODULES, "holdfast-agent", "io.holdfast.agent.Main")
                .make(out.resolve("runtime-linux-amd64")));
  }

  /// The tar an administrator unpacks and starts.
  public Path program() {
    var name = "holdfast-" + HoldfastCommand.VERSION;
    return alone(
        () -> {
          var folder =
              new ImageFolder(
                      classPath("installer"),
                      PROGRAM_MODULES,
                      "holdfast",
                      "io.holdfast.installer.Main")
                  .make(out.resolve("program-linux-amd64"));
          return FolderTar.write(folder, name, out.resolve(name + "-linux-amd64.tar"));
        });
  }

  /// Several processes that want the same thing make it once.
  private Path alone(FileLocks.Work<Path> making) {
    return FileLocks.holding(out.resolve("making.lock"), making);
  }

  private ClassPath classPath(String module) throws IOException {
    return ClassPath.ofModule(home, module);
  }

  public static void main(String[] arguments) {
    var distribution = of(Path.of(arguments[0]));
    for (var made : List.of(distribution.agentRuntime(), distribution.program())) {
      System.out.println(distribution.home.relativize(made));
    }
  }
}
