package io.holdfast.bundle.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.bundle.Bundles;
import io.holdfast.bundle.file.Bundle;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds the example appliance with real packages of the distribution and runs its image.
@Tag("e2e")
class ExampleApplianceTest {
  private static final String SECOND_DOCKER =
      "{packages: [docker.io, docker-cli, containerd, runc, tini], release: trixie, target: trixie}";

  @TempDir static Path folder;
  private static Bundle first;
  private static Bundle second;

  @BeforeAll
  static void build() throws IOException {
    assumeThat(Path.of("/usr/bin/apt-get")).as("packages come by apt-get").exists();
    supply("components/consul/1.15.4/consul", "runtime/java/legal/java.base/LICENSE");
    KeyFolder.create(folder.resolve("keys"), "acme");
    first = build("first", Examples.appliance(Engine.SWARM));
    second =
        build(
            "second",
            Examples.appliance(Engine.SWARM)
                .replace("version: \"20.10.24\"", "version: \"26.1.5\"")
                .replaceFirst("\\{packages: \\[docker.io, containerd[^}]*}", SECOND_DOCKER));
  }

  /// Files that an operator brings, for whose content nobody asks here.
  private static void supply(String... files) throws IOException {
    for (var file : files) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), "in place of " + file);
    }
  }

  private static Bundle build(String name, String text) throws IOException {
    var appliance = Files.writeString(folder.resolve(name + ".yaml"), text);
    var target = folder.resolve(name + ".holdfast");
    var cache = BuildRequest.standardCache(System.getenv());
    var values =
        Map.of(
            "components", folder.resolve("components").toString(),
            "runtime", folder.resolve("runtime").toString());
    Bundles.build(
        new BuildRequest(appliance, values, target, folder.resolve("keys"), cache), line -> {});
    return BundleReader.open(
        target, TrustFile.read(folder.resolve("keys").resolve(KeyFolder.TRUST_FILE)));
  }

  @AfterAll
  static void close() {
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
  }

  private static List<String> packages(Bundle bundle, String component) {
    return bundle.manifest().component(component).orElseThrow().packages().stream()
        .map(PackagePin::name)
        .toList();
  }

  @Test
  void carriesWithDockerAllThatAHostLacks() {
    assertThat(packages(first, "docker"))
        .containsExactly(
            "containerd", "dmsetup", "docker.io", "libdevmapper1.02.1", "runc", "tini");
    assertThat(packages(second, "docker"))
        .containsExactly("containerd", "docker-cli", "docker.io", "runc", "tini");
    assertThat(packages(first, "haproxy")).contains("haproxy", "liblua5.4-0");
  }

  @Test
  void carriesForNomadWhatTheOperatorSupplies() throws IOException {
    supply("components/nomad/2.0.5/nomad", "components/nomad/2.0.5/LICENSE.txt");
    for (var plugin : List.of("bridge", "firewall", "host-local", "loopback", "portmap")) {
      supply("components/cni/1.9.1/bin/" + plugin);
    }
    try (var bundle = build("nomad", Examples.appliance(Engine.NOMAD))) {
      var manifest = bundle.manifest();
      assertThat(manifest.engine()).isEqualTo("nomad");
      assertThat(manifest.images())
          .extracting(Image::reference)
          .containsExactly("pause:1.0", "web:1.0");
      var nomad = manifest.component("nomad").orElseThrow();
      assertThat(nomad.licence().name()).isEqualTo("BUSL-1.1");
      try (var stream = bundle.openBlob(nomad.licence().sha256())) {
        assertThat(stream).hasContent("in place of components/nomad/2.0.5/LICENSE.txt");
      }
      assertThat(manifest.component("cni").orElseThrow().files())
          .extracting(ComponentFile::path)
          .contains("bin/bridge", "bin/portmap");
      assertThat(packages(bundle, "docker")).isEqualTo(packages(second, "docker"));
    }
  }

  @Test
  void tellsTheTermsOfEachPackage() throws IOException {
    Component docker = first.manifest().component("docker").orElseThrow();
    try (var stream = first.openBlob(docker.licence().sha256())) {
      var terms = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(terms).contains("==== runc ").contains("==== docker.io ").contains("Apache-2.0");
    }
  }

  @Test
  void imagesAreReadByOtherToolsStraightFromTheBundle() throws Exception {
    assumeThat(Path.of("/usr/bin/skopeo")).as("skopeo is on this machine").exists();
    var image = first.manifest().images().getFirst();
    var out = folder.resolve("copied");
    run(
        "skopeo",
        "--insecure-policy",
        "copy",
        "oci-archive:" + first.path() + ":web:1.0",
        "oci:" + out + ":web");
    assertThat(out.resolve("blobs/sha256/" + image.manifestDigest())).exists();
  }

  @Test
  void theImageServesOrdersAndSlowDownloadsAndStopsGracefully() throws Exception {
    assumeThat(System.getProperty("user.name")).as("chroot needs root").isEqualTo("root");
    var root = Files.createDirectory(folder.resolve("root"));
    unpack(root);
    var server = start(root);
    try {
      var client = HttpClient.newHttpClient();
      awaitHealth(client);
      assertThat(get(client, "/")).startsWith("hello from ");
      var order = HttpRequest.BodyPublishers.ofString("three apples");
      assertThat(client.send(request("/").POST(order).build(), text()).body())
          .startsWith("order of 12 bytes taken by ");
      var download =
          client.sendAsync(
              request("/cgi-bin/download").build(), HttpResponse.BodyHandlers.ofByteArray());
      TimeUnit.MILLISECONDS.sleep(500);
      stop(server);
      var bytes = download.get(60, TimeUnit.SECONDS).body();
      assertThat(Sha256.of(bytes)).isEqualTo(Sha256.of(expectedDownload()));
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }

  private static byte[] expectedDownload() {
    var bytes = new java.io.ByteArrayOutputStream();
    for (int block = 1; block <= 48; block++) {
      var line = "holdfast download block " + block + "\n";
      bytes.writeBytes(
          line.repeat(65536 / line.length() + 1)
              .substring(0, 65536)
              .getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  private static void unpack(Path root) throws IOException {
    var image = first.manifest().images().getFirst();
    var layer = first.imageBlobs(image).getFirst();
    try (var tar = new TarArchiveInputStream(new GZIPInputStream(first.openBlob(layer.sha256())))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = root.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          var mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
      }
    }
    Files.createDirectories(root.resolve("proc"));
    Files.createDirectories(root.resolve("dev"));
    Files.createFile(root.resolve("dev/null"));
  }

  /// In its own process and mount world, as in a container: the script is process 1 there.
  private static Process start(Path root) throws IOException {
    var script =
        """
        mount -t proc proc "$0/proc" && mount --bind /dev/null "$0/dev/null" \\
          && exec chroot "$0" /bin/busybox sh /serve.sh
        """;
    var builder =
        new ProcessBuilder(
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
            script,
            root.toString());
    builder.environment().putAll(Map.of("GREETING", "hello", "DOWNLOAD_PAUSE", "0.05"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("server.log").toFile())
        .start();
  }

  private static void stop(Process server) {
    server.children().findFirst().orElseThrow().destroy();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:8080" + path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(Duration.ofSeconds(60));
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static String get(HttpClient client, String path) throws Exception {
    return client.send(request(path).build(), text()).body();
  }

  private static void awaitHealth(HttpClient client) throws Exception {
    for (int i = 0; i < 100; i++) {
      try {
        assertThat(get(client, "/health")).isEqualTo("ok\n");
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new AssertionError("the service never became healthy");
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
