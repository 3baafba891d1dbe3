package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files for firewalld, looked at by firewalld's own checker where it is there.
class FirewalldTextTest {
  private static final Path CHECKER = Path.of("/usr/bin/firewall-offline-cmd");

  @TempDir private Path folder;

  private static HostFirewall firewall(String host) {
    var site = Models.site(3);
    return HostFirewall.of(site, site.host(host).orElseThrow(), Models.vendor());
  }

  @Test
  void bindsNoZoneAndAcceptsByRole() {
    var files = FirewalldText.files(firewall("s2"));
    assertThat(files.keySet())
        .containsExactly(
            "/etc/firewalld/ipsets/holdfast-lb.xml",
            "/etc/firewalld/ipsets/holdfast-server.xml",
            "/etc/firewalld/ipsets/holdfast-worker.xml",
            "/etc/firewalld/policies/holdfast.xml",
            "/etc/firewalld/services/holdfast-lb.xml",
            "/etc/firewalld/services/holdfast-server.xml",
            "/etc/firewalld/services/holdfast-worker.xml");
    assertThat(files.get("/etc/firewalld/policies/holdfast.xml"))
        .contains("<policy priority=\"-100\" target=\"CONTINUE\">")
        .contains("<source ipset=\"holdfast-server\"/>\n    <service name=\"holdfast-server\"/>")
        .doesNotContain("drop", "reject", "DROP", "REJECT");
    assertThat(files.get("/etc/firewalld/ipsets/holdfast-server.xml"))
        .contains("<entry>10.0.0.11</entry>\n  <entry>10.0.0.13</entry>");
  }

  @Test
  void isTakenByFirewalldsOwnCheckAndAWrongFileIsNot() throws Exception {
    needsChecker();
    for (var host : Models.site(3).hosts()) {
      assertThat(check(layDown(host.name()))).doesNotContain("ERROR", "INVALID");
    }
    var wrong = layDown("s1").resolve("policies/holdfast.xml");
    Files.writeString(wrong, Files.readString(wrong).replace("\"ANY\"", "\"ANYBODY\""));
    assertThat(check(folder.resolve("s1"))).contains("ANYBODY");
  }

  @Test
  void printsAScriptThatLaysDownTheSameFiles() throws Exception {
    var text = String.join("\n", FirewalldText.script(firewall("w1"))) + "\n";
    var root = folder.resolve("printed");
    var script =
        text.replace("/etc/firewalld/", root + "/").replace("firewall-cmd --check", "echo");
    run("sh", "-c", script);
    for (var file : FirewalldText.files(firewall("w1")).entrySet()) {
      assertThat(root.resolve(file.getKey().substring("/etc/firewalld/".length())))
          .hasContent(file.getValue());
    }
    assertThat(text)
        .contains("firewall-cmd --reload")
        .contains("a reload forgets")
        .contains("# Ssh (tcp 22), the way in of the administrators and of Holdfast, is NOT");
  }

  private static void needsChecker() {
    assumeTrue(Files.exists(CHECKER), CHECKER + " is not here; the package is firewalld");
  }

  private Path layDown(String host) throws IOException {
    var root = Files.createDirectories(folder.resolve(host));
    Files.writeString(root.resolve("firewalld.conf"), "DefaultZone=public\n");
    for (var file : FirewalldText.files(firewall(host)).entrySet()) {
      var place = root.resolve(file.getKey().substring("/etc/firewalld/".length()));
      Files.createDirectories(place.getParent());
      Files.writeString(place, file.getValue());
    }
    return root;
  }

  private static String check(Path root) throws IOException, InterruptedException {
    return run(CHECKER.toString(), "--system-config", root.toString(), "--check-config");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }
}
