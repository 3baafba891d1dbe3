package io.holdfast.airgap.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.airgap.store.BundleImport;
import io.holdfast.airgap.store.ContentStore;
import io.holdfast.airgap.store.ImageCatalog;
import io.holdfast.bundle.build.BuildRequest;
import io.holdfast.bundle.build.BundleBuilder;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRegistryTest {
  private static final String APPLIANCE =
      """
      appliance: shop
      version: "1"
      components:
        - name: consul
          version: "1.15.4"
          licence: {name: test, file: part}
          source: {files: [{from: part, to: bin/consul}]}
      images:
        - name: web
          tag: "1.0"
          entrypoint: [/hello]
          files: [{to: /hello, mode: "0755", content: {text: "hello"}}]
      """;

  @TempDir static Path folder;
  private static ContentStore store;
  private static ImageRegistry registry;
  private static String manifestDigest = "";
  private static String componentBlob = "";
  private static Path bundleFile;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("part"), "a component, not an image");
    Files.writeString(folder.resolve("appliance.yaml"), APPLIANCE);
    var keys = folder.resolve("keys");
    KeyFolder.create(keys, "acme");
    bundleFile = folder.resolve("shop.holdfast");
    BundleBuilder.ofThisMachine(folder, line -> {})
        .build(
            new BuildRequest(folder.resolve("appliance.yaml"), Map.of(), bundleFile, keys, folder));
    store = ContentStore.open(folder.resolve("store"));
    var trust = TrustFile.read(keys.resolve(KeyFolder.TRUST_FILE));
    try (var bundle = BundleReader.open(bundleFile, trust)) {
      BundleImport.images(bundle, bundle.manifest().images(), store);
      manifestDigest = bundle.manifest().images().getFirst().manifestDigest();
      componentBlob = bundle.manifest().components().getFirst().files().getFirst().sha256();
      BundleImport.blobs(bundle, Set.of(componentBlob), store);
    }
    registry = ImageRegistry.start(store, 0);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + registry.port() + path));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void servesAnImageByTagAndByDigest() throws Exception {
    for (var reference : List.of("1.0", "sha256:" + manifestDigest)) {
      var answer = get("/v2/web/manifests/" + reference);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Sha256.of(answer.body())).isEqualTo(manifestDigest);
      assertThat(answer.headers().firstValue("Docker-Content-Digest"))
          .hasValue("sha256:" + manifestDigest);
    }
    assertThat(get("/v2/").statusCode()).isEqualTo(200);
    assertThat(new String(get("/v2/web/tags/list").body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"name\":\"web\",\"tags\":[\"1.0\"]}");
    assertThat(new String(get("/v2/_catalog").body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"repositories\":[\"web\"]}");
  }

  @Test
  void servesPartsOfABlob() throws Exception {
    var path = "/v2/web/blobs/sha256:" + manifestDigest;
    var whole = get(path).body();
    var part =
        client.send(
            request(path).header("Range", "bytes=5-14").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 5, 15));
    var beyond =
        client.send(
            request(path).header("Range", "bytes=99999-").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(beyond.statusCode()).isEqualTo(416);
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() throws Exception {
    var head =
        client.send(
            request("/v2/web/manifests/1.0")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
  }

  @Test
  void showsNothingButItsImagesAndTakesNothing() throws Exception {
    assertThat(store.has(componentBlob)).isTrue();
    assertThat(get("/v2/web/blobs/sha256:" + componentBlob).statusCode()).isEqualTo(404);
    assertThat(get("/v2/web/manifests/2.0").statusCode()).isEqualTo(404);
    assertThat(get("/v2/other/tags/list").statusCode()).isEqualTo(404);
    assertThat(get("/v2/web/blobs/sha256:..%2F..%2Fimages.json").statusCode()).isEqualTo(404);
    var push =
        client.send(
            request("/v2/web/blobs/uploads/").POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.discarding());
    assertThat(push.statusCode()).isEqualTo(405);
  }

  @Test
  void saysWhenItsPortIsTaken() {
    assertThatThrownBy(() -> ImageRegistry.start(store, registry.port()))
        .hasMessageContaining("is taken");
  }

  @Test
  void keepsTheCatalogUntouchedWhenNothingChanges() throws Exception {
    var file = store.root().resolve("images.json");
    var before = Files.getLastModifiedTime(file);
    var key =
        Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
    ImageCatalog.of(store).put(ImageCatalog.of(store).entries());
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    assertThat(
            Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey())
        .isEqualTo(key);
  }

  @Test
  void aRealClientCopiesTheImageByDigest() throws Exception {
    assumeThat(Path.of("/usr/bin/skopeo")).as("skopeo is on this machine").exists();
    var out = folder.resolve("pulled");
    skopeo(
        "copy",
        "--src-tls-verify=false",
        "docker://127.0.0.1:" + registry.port() + "/web@sha256:" + manifestDigest,
        "oci:" + out + ":web");
    assertThat(out.resolve("blobs/sha256/" + manifestDigest)).exists();
  }

  @Test
  void aRealClientReadsTheImageStraightFromTheBundle() throws Exception {
    assumeThat(Path.of("/usr/bin/skopeo")).as("skopeo is on this machine").exists();
    var out = folder.resolve("unpacked");
    skopeo("copy", "oci-archive:" + bundleFile + ":web:1.0", "oci:" + out + ":web");
    assertThat(out.resolve("blobs/sha256/" + manifestDigest)).exists();
  }

  private static void skopeo(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("skopeo", "--insecure-policy"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
