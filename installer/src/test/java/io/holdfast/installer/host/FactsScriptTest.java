package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real script of questions on this machine.
class FactsScriptTest {
  @TempDir private Path folder;

  /// Programs that stand before those of this machine.
  private void program(String name, String text) throws IOException {
    var program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private HostFacts ask(Map<String, String> environment, String... questions) throws IOException {
    var script = Files.writeString(folder.resolve("facts.sh"), text());
    var words = new ArrayList<>(List.of("sh", script.toString(), folder + "/opt"));
    words.addAll(List.of(questions));
    var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines();
    return FactsText.parse(lines.toList(), 0, 0);
  }

  private String text() {
    return Scripts.named("facts.sh").replace("PATH=/usr", "PATH=" + folder + ":/usr");
  }

  @Test
  void saysWhetherTheRulesOfOurFirewallCopyAreInForce() throws IOException {
    assertThat(ask(Map.of()).reading().firewallLoaded()).isEmpty();
    var copy = Files.createDirectories(folder.resolve("opt/firewall/current"));
    for (var code :
        Map.of(0, Optional.of(true), 3, Optional.of(false), 2, Optional.empty()).entrySet()) {
      Files.writeString(
          copy.resolve("firewall.sh"), "cat; [ $1 = loaded ] && exit " + code.getKey());
      var facts = ask(Map.of(), "tool:sh");
      assertThat(facts.reading().firewallLoaded()).isEqualTo(code.getValue());
      assertThat(facts.tools()).containsKey("sh");
    }
  }

  /// Answers one request like a daemon does, and forgets it.
  private Path daemon(String answer) throws IOException {
    var socket = folder.resolve("docker.sock");
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual()
        .start(
            () -> {
              try (server;
                  var client = server.accept()) {
                var asked = new byte["GET /info HTTP/1.0\r\nHost: docker\r\n\r\n".length()];
                Channels.newInputStream(client).readNBytes(asked, 0, asked.length);
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
              } catch (IOException gone) {
                throw new java.io.UncheckedIOException(gone);
              }
            });
    return socket;
  }

  @Test
  void asksADockerWhatItIsAndHowMuchRoomItHas() throws IOException {
    var body = "{\"ServerVersion\":\"26.1.5\",\n\"DockerRootDir\":\"/usr/none/docker\"}\n";
    var socket = daemon("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body);
    var facts = ask(Map.of(), "docker:" + socket);
    assertThat(facts.answer("docker:" + socket, 0))
        .contains("{\"ServerVersion\":\"26.1.5\",\"DockerRootDir\":\"/usr/none/docker\"}");
    assertThat(facts.reading().places()).containsOnlyKeys("/usr/none/docker");
  }

  /// Programs with the words they have for Germans, unless they are told to speak C.
  @Test
  void readsTheSameFactsOnAGermanHost() throws IOException {
    program(
        "df",
        """
        if [ "$LC_ALL" = C ]; then
          echo "Filesystem 1B-blocks Used Available Capacity Mounted on"
          echo "/dev/sda1 4000 1000 3000 25% /daten"
        else
          echo "Dateisystem 1B-Blöcke Benutzt Verfügbar Kapazität Eingehängt auf"
          echo "/dev/sda1 4.000 1.000 3.000 25% /daten"
        fi
        """);
    program(
        "systemctl",
        """
        [ "$LC_ALL" = C ] || { echo "LoadState=nicht gefunden"; exit; }
        echo LoadState=loaded
        echo ActiveState=active
        echo UnitFileState=enabled
        echo MainPID=7
        echo ExecMainStartTimestampMonotonic=5000
        """);
    program("dpkg-query", "[ \"$LC_ALL\" = C ] && echo installed 1.2 || echo installiert 1.2\n");
    program("getent", "echo \"svc:x:30010:30010:Dienst für Consul:/nirgends:/usr/sbin/nologin\"\n");
    var german =
        Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "de_DE.UTF-8", "LANGUAGE", "de", "LC_TIME", "de");
    var questions =
        new String[] {"unit:docker.service", "package:docker.io", "place:/daten", "user:svc"};
    for (var environment : List.of(german, Map.<String, String>of())) {
      var facts = ask(environment, questions);
      assertThat(facts.reading().units())
          .containsOnlyKeys("docker.service")
          .containsEntry("docker.service", new UnitReading("active", true, 7, 5));
      assertThat(facts.reading().packages()).containsEntry("docker.io", "1.2");
      assertThat(facts.reading().places())
          .containsEntry("/daten", new PlaceReading("/daten", 3000, 4000));
      assertThat(facts.answer("user:svc", 3)).contains("/usr/sbin/nologin");
      assertThat(facts.reading().clockMs()).isGreaterThan(1_700_000_000_000L);
    }
  }

  @Test
  void namesAProxyOfServicesWithoutItsAddress() throws IOException {
    program(
        "systemctl",
        """
        echo LANG=de_DE.UTF-8
        echo HTTP_PROXY=http://ops:open-sesame@proxy.example:3128
        echo https_proxy=http://proxy.example:3128
        echo NO_PROXY=localhost,10.0.0.0/8
        """);
    var facts = ask(Map.of(), "proxy:services");
    assertThat(facts.answer("proxy:services", 0)).contains("HTTP_PROXY https_proxy");
    assertThat(facts.answer("proxy:services", 1)).contains("localhost,10.0.0.0/8");
    assertThat(facts.toString()).doesNotContain("open-sesame");
    program("systemctl", "echo LANG=de_DE.UTF-8\n");
    assertThat(ask(Map.of(), "proxy:services").answers()).isEmpty();
  }

  @Test
  void saysNothingOfADockerThatRefusesOrIsNotThere() throws IOException {
    var socket = daemon("HTTP/1.0 500 Internal Server Error\r\n\r\n{\"message\":\"no\"}");
    assertThat(ask(Map.of(), "docker:" + socket).answers()).isEmpty();
    assertThat(ask(Map.of(), "docker:/nowhere/docker.sock").answers()).isEmpty();
  }
}
