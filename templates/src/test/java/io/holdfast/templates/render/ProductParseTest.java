package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generated files read by the real products, where this machine has them. Skipped by name
/// elsewhere.
class ProductParseTest {
  @TempDir Path folder;

  static Stream<String> topologies() {
    return Models.all().keySet().stream();
  }

  static Stream<String> loadBalancers() {
    return topologies().filter(name -> runs(name, Layout.HAPROXY));
  }

  static Stream<String> nomads() {
    return topologies().filter(name -> runs(name, Layout.NOMAD));
  }

  private static boolean runs(String topology, String component) {
    var model = Models.named(topology);
    return Renderer.components(model.site(), model.host()).contains(component);
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void consulAcceptsItsConfigurationTogetherWithItsSecrets(String topology) throws Exception {
    var model = Models.named(topology);
    var version = model.versions().get(Layout.CONSUL);
    var consul = components().resolve("consul").resolve(version).resolve("consul");
    assumeTrue(Files.isExecutable(consul), "consul " + version + " is not on this machine");
    var files = new Renderer().files(model, Layout.CONSUL);
    var config = write(copyFile(files, "etc/consul.json"), "consul.json");
    var secrets = write(placedFile(files, "/etc/holdfast/consul/secrets.json"), "secrets.json");
    runs(List.of(consul.toString(), "validate", config, secrets));
    runs(List.of(consul.toString(), "validate", config));
  }

  @ParameterizedTest
  @MethodSource("nomads")
  void nomadAcceptsItsConfigurationTogetherWithItsSecrets(String topology) throws Exception {
    var model = Models.named(topology);
    var version = model.versions().get(Layout.NOMAD);
    var nomad = components().resolve("nomad").resolve(version).resolve("nomad");
    assumeTrue(Files.isExecutable(nomad), "nomad " + version + " is not on this machine");
    var files = new Renderer().files(model, Layout.NOMAD);
    var config = write(copyFile(files, "etc/nomad.json"), "nomad.json");
    var secrets = write(placedFile(files, "/etc/holdfast/nomad/secrets.json"), "secrets.json");
    runs(List.of(nomad.toString(), "config", "validate", config, secrets));
    runs(List.of(nomad.toString(), "config", "validate", config));
  }

  @ParameterizedTest
  @MethodSource("loadBalancers")
  void haproxyAcceptsItsConfigurationWithoutAWarning(String topology) throws Exception {
    var haproxy = program("haproxy");
    assumeTrue(haproxy.isPresent(), "haproxy is not on this machine");
    var model = Models.named(topology);
    var files = new Renderer().files(model, Layout.HAPROXY);
    var config = write(haproxyHere(files), "haproxy.cfg");
    var said = runs(List.of(haproxy.get().toString(), "-c", "-q", "-f", config));
    // The file of server states is there only once a balancer has run.
    assertThat(said.lines().filter(line -> !line.contains("server-state"))).isEmpty();
  }

  /// With a certificate of this machine's own in the place of the one of a host.
  private GeneratedFile haproxyHere(ComponentFiles files) throws Exception {
    var file = copyFile(files, "etc/haproxy.cfg");
    var text = file.text().text();
    if (!text.contains(Layout.HAPROXY_CERTIFICATE)) {
      return file;
    }
    var openssl = program("openssl");
    assumeTrue(openssl.isPresent(), "openssl is not on this machine");
    var pem = folder.resolve("outward.pem");
    runs(
        List.of(
            openssl.get().toString(),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=shop.example.com",
            "-keyout",
            pem.toString(),
            "-out",
            folder.resolve("certificate").toString()));
    Files.writeString(pem, Files.readString(pem) + Files.readString(folder.resolve("certificate")));
    return GeneratedFile.open(
        file.path(), text.replace(Layout.HAPROXY_CERTIFICATE, pem.toString()));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void systemdAcceptsTheUnits(String topology) throws Exception {
    var analyze = program("systemd-analyze");
    assumeTrue(analyze.isPresent(), "systemd-analyze is not on this machine");
    for (var files : new Renderer().files(Models.named(topology))) {
      for (var file : files.placedFiles()) {
        if (file.path().endsWith(".service")) {
          verify(analyze.get(), file);
        }
      }
    }
  }

  /// The programs a unit starts are not here: a script that does nothing stands in for them.
  private void verify(Path analyze, GeneratedFile unit) throws Exception {
    var text =
        unit.text().text().replaceAll("\"/opt/holdfast/[a-z]+/current/bin/[a-z-]+\"", "/bin/true");
    var file = Files.writeString(folder.resolve(Path.of(unit.path()).getFileName()), text);
    assertThat(runs(List.of(analyze.toString(), "verify", "--man=no", file.toString())))
        .doesNotContain(file.getFileName().toString() + ":");
  }

  private static Path components() {
    var given = System.getenv("HOLDFAST_COMPONENTS");
    return given != null
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".cache", "holdfast", "components");
  }

  private static Optional<Path> program(String name) {
    return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static GeneratedFile copyFile(ComponentFiles files, String path) {
    return files.copyFiles().stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
  }

  private static GeneratedFile placedFile(ComponentFiles files, String path) {
    return files.placedFiles().stream()
        .filter(f -> f.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private String write(GeneratedFile file, String name) throws IOException {
    var text = file.text().resolve(ProductParseTest::dummy).reveal();
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Secret dummy(String name) {
    return Secret.of(
        name.endsWith(".gossip")
            ? "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
            : "00000000-0000-4000-a000-000000000000");
  }

  private static String runs(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
