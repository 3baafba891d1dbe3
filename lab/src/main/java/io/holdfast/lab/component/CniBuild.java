package io.holdfast.lab.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The network plugins that Nomad wants for tasks with a network of their own, in a newer version
/// than the distribution's, built from their source by the Go client.
///
/// They are told which version they are: Nomad asks each for it, and of one that does not say it
/// takes the newest protocol it speaks for its version.
public record CniBuild(ComponentsFolder components) {
  public static final String VERSION = "1.9.1";

  /// Those of Nomad's bridge mode.
  public static final List<String> PLUGINS =
      List.of("bridge", "firewall", "host-local", "loopback", "portmap");

  private static final String SOURCE = "github.com/containernetworking/plugins";
  private static final String MODULE =
      """
      module holdfast.example/cni

      go 1.24

      require github.com/containernetworking/plugins vVERSION
      """;

  /// The folder with the plugins, built now if it is not there.
  public Path folder() {
    return components.kept("cni", VERSION, "bin", this::build);
  }

  private void build(String version, Path work) throws IOException {
    components.says().accept("Building the network plugins " + version + " from source, once");
    Files.writeString(work.resolve("go.mod"), MODULE.replace("VERSION", version));
    for (var plugin : PLUGINS) {
      var kind =
          switch (plugin) {
            case "host-local" -> "ipam/";
            case "firewall", "portmap" -> "meta/";
            default -> "main/";
          };
      ComponentsFolder.go(
          "CNI", work, "get", "-tool", SOURCE + "/plugins/" + kind + plugin + "@v" + version);
      ComponentsFolder.go(
          "CNI",
          work,
          "build",
          "-trimpath",
          "-ldflags=-X " + SOURCE + "/pkg/utils/buildversion.BuildVersion=v" + version,
          "-o",
          "bin/" + plugin,
          SOURCE + "/plugins/" + kind + plugin);
    }
  }
}
