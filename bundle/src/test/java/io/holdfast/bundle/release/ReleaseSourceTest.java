package io.holdfast.bundle.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseSourceTest {
  private static final String FILE = "/toy/1.2.3/toy_1.2.3_linux_amd64.zip";
  private static final String SUMS = "/toy/1.2.3/toy_1.2.3_SHA256SUMS";
  private static final byte[] CONTENT = content();

  @TempDir Path folder;
  private final TestAuthority authority = new TestAuthority();
  private final Publisher publisher = Publisher.usual();
  private final List<String> progress = new ArrayList<>();
  private ReleaseServer server;

  private static byte[] content() {
    var bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void serve() throws IOException, GeneralSecurityException {
    server = new ReleaseServer(authority.serverNamed("127.0.0.1"));
    authority.write(folder.resolve("authority.pem"));
    publisher.write(folder.resolve("key.asc"));
    server.serve(FILE, CONTENT);
    list(Sha256.of(CONTENT) + "  toy_1.2.3_linux_amd64.zip\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void list(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    server.serve(SUMS, bytes);
    server.serve(SUMS + ".sig", publisher.sign(bytes));
  }

  private DownloadSettings settings() {
    return new DownloadSettings(
        Optional.empty(),
        Optional.of(folder.resolve("authority.pem")),
        Duration.ofSeconds(20),
        1 << 20);
  }

  private ReleaseSource.Fetched fetch() {
    return fetch(settings(), Map.of());
  }

  private ReleaseSource.Fetched fetch(DownloadSettings settings, Map<String, String> environment) {
    return fetch(settings, environment, server.address(FILE));
  }

  private ReleaseSource.Fetched fetch(
      DownloadSettings settings, Map<String, String> environment, URI file) {
    try (var source =
        ReleaseSource.of(
            folder.resolve("cache"),
            settings,
            environment,
            InstantSource.system(),
            progress::add)) {
      return source.fetch(
          new ReleaseRequest(file, server.address(SUMS), server.address(SUMS + ".sig")),
          folder.resolve("key.asc"),
          publisher.fingerprint());
    }
  }

  private HoldfastException refusal() {
    return refusal(settings(), Map.of());
  }

  private HoldfastException refusal(DownloadSettings settings, Map<String, String> environment) {
    return catchThrowableOfType(HoldfastException.class, () -> fetch(settings, environment));
  }

  private Path part() {
    return folder.resolve("cache").resolve(Sha256.of(CONTENT) + ".part");
  }

  private void leave(byte[] bytes) throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), bytes);
  }

  @Test
  void fetchesWhatThePublisherSigned() {
    var fetched = fetch();
    assertThat(fetched.file()).hasBinaryContent(CONTENT);
    assertThat(fetched.sha256()).isEqualTo(Sha256.of(CONTENT));
    assertThat(fetched.fingerprint()).isEqualTo(publisher.fingerprint());
    assertThat(server.asked()).containsExactly(SUMS, SUMS + ".sig", FILE);
  }

  @Test
  void fetchesNothingAgainThatItHas() {
    fetch();
    server.close();
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
  }

  @Test
  void fetchesAgainWhatWasChangedInTheCache() throws IOException {
    Files.write(fetch().file(), new byte[] {1});
    server.forget();
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
    assertThat(server.asked()).containsExactly(FILE);
    try (var lists = Files.list(folder.resolve("cache/lists"))) {
      for (var list : lists.toList()) {
        Files.write(list, new byte[] {1});
      }
    }
    server.forget();
    fetch();
    assertThat(server.asked()).containsExactly(SUMS, SUMS + ".sig");
  }

  @Test
  void looksAtAKeptListWithTheKeyThatIsPinnedNow() throws IOException {
    fetch();
    publisher.writeRevoked(folder.resolve("key.asc"));
    assertThat(refusal().has(ProblemId.RELEASE_KEY)).isTrue();
  }

  @Test
  void refusesAnotherKey() throws IOException {
    var list =
        (Sha256.of(CONTENT) + "  toy_1.2.3_linux_amd64.zip\n").getBytes(StandardCharsets.UTF_8);
    server.serve(SUMS + ".sig", Publisher.usual().sign(list));
    assertThat(refusal().has(ProblemId.RELEASE_SIGNER)).isTrue();
    assertThat(server.asked()).doesNotContain(FILE);
    assertThat(folder.resolve("cache/lists")).doesNotExist();
  }

  @Test
  void refusesAListThatWasChangedAfterItWasSigned() {
    server.serve(
        SUMS, ("0".repeat(64) + "  toy_1.2.3_linux_amd64.zip\n").getBytes(StandardCharsets.UTF_8));
    assertThat(refusal().has(ProblemId.RELEASE_SIGNATURE)).isTrue();
    assertThat(server.asked()).doesNotContain(FILE);
  }

  @Test
  void refusesAFileThatIsNotInTheListAndNamesTheNearest() {
    list(Sha256.of(CONTENT) + "  toy_1.2.4_linux_amd64.zip\n");
    var refused = refusal();
    assertThat(refused.has(ProblemId.RELEASE_NOT_LISTED)).isTrue();
    assertThat(refused.first().evidence().orElseThrow()).contains("toy_1.2.4_linux_amd64.zip");
  }

  @Test
  void asksForTheListAgainWhenTheKeptOneLacksTheFile() {
    list(Sha256.of(new byte[] {1}) + "  other.zip\n");
    assertThat(refusal().has(ProblemId.RELEASE_NOT_LISTED)).isTrue();
    list(Sha256.of(CONTENT) + "  toy_1.2.3_linux_amd64.zip\n");
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
  }

  @Test
  void refusesAFileOfAnotherDigestAndKeepsNothingOfIt() throws IOException {
    server.serve(FILE, new byte[300_000]);
    var refused = refusal();
    assertThat(refused.has(ProblemId.RELEASE_CHANGED)).isTrue();
    assertThat(refused.exitCode()).isEqualTo(9);
    assertThat(part()).doesNotExist();
    try (var kept = Files.list(folder.resolve("cache"))) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lists", "lock-of-holdfast");
    }
  }

  @Test
  void goesOnWithADownloadThatBreaksOff() {
    server.breakOff(FILE, CONTENT, 120_000);
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
    // The client may lose the last bytes that it has not handed on yet when a connection breaks.
    assertThat(server.asked())
        .satisfiesExactly(
            sums -> assertThat(sums).isEqualTo(SUMS),
            signature -> assertThat(signature).isEqualTo(SUMS + ".sig"),
            first -> assertThat(first).isEqualTo(FILE),
            second -> assertThat(second).matches(FILE + " bytes=1[0-9]{5}-"),
            third -> assertThat(third).matches(FILE + " bytes=2[0-9]{5}-"));
  }

  @Test
  void saysThatADownloadBrokeOffAndKeepsWhatHasCome() {
    server.breakOff(FILE, CONTENT, 50_000);
    var refused = refusal();
    assertThat(refused.has(ProblemId.DOWNLOAD_CUT_SHORT)).isTrue();
    assertThat(refused.exitCode()).isEqualTo(10);
    long kept = part().toFile().length();
    assertThat(kept).isBetween(100_000L, 150_000L);
    server.serve(FILE, CONTENT);
    server.forget();
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
    assertThat(server.asked()).containsExactly(FILE + " bytes=" + kept + "-");
  }

  @Test
  void goesOnWhereAKilledBuildStopped() throws IOException {
    leave(Arrays.copyOf(CONTENT, 100_000));
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
    assertThat(server.asked()).contains(FILE + " bytes=100000-");
    assertThat(part()).doesNotExist();
  }

  @Test
  void takesADownloadThatWasKilledJustBeforeItsEnd() throws IOException {
    leave(CONTENT);
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
    assertThat(server.asked()).containsExactly(SUMS, SUMS + ".sig");
  }

  @Test
  void beginsAnewWhereWhatWasLeftIsNotOfThisFile() throws IOException {
    leave(new byte[100_000]);
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
    leave(new byte[400_000]);
    Files.delete(folder.resolve("cache").resolve(Sha256.of(CONTENT)));
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
  }

  @Test
  void beginsAnewWithAServerThatKnowsNoRanges() throws IOException {
    leave(Arrays.copyOf(CONTENT, 100_000));
    server.answer(
        FILE,
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
        });
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
  }

  @Test
  void followsARedirectionToHttpsOnly() {
    server.redirect(FILE, "/elsewhere/toy");
    server.serve("/elsewhere/toy", CONTENT);
    assertThat(fetch().file()).hasBinaryContent(CONTENT);
  }

  @Test
  void refusesARedirectionToHttp() {
    server.redirect(SUMS, "http://127.0.0.1:1/list?key=secret");
    var refused = refusal();
    assertThat(refused.has(ProblemId.DOWNLOAD_LEAVES_HTTPS)).isTrue();
    assertThat(refused.first().toText())
        .contains("http://127.0.0.1:1/list")
        .doesNotContain("secret");
  }

  @Test
  void givesUpOnRedirectionsWithoutEnd() {
    server.redirect(SUMS, SUMS);
    assertThat(refusal().first().toText()).contains("HF-BND-026").contains("again and again");
    assertThat(server.asked()).hasSizeLessThan(10);
  }

  @Test
  void refusesAServerOfAnAuthorityThatNobodyNamed() throws Exception {
    new TestAuthority().write(folder.resolve("authority.pem"));
    var refused = refusal();
    assertThat(refused.has(ProblemId.DOWNLOAD_UNTRUSTED)).isTrue();
    assertThat(refused.exitCode()).isEqualTo(9);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void refusesAServerOfAnotherName() throws IOException {
    server.close();
    server = new ReleaseServer(authority.serverNamed("other.example"));
    assertThat(refusal().has(ProblemId.DOWNLOAD_UNTRUSTED)).isTrue();
  }

  @Test
  void stopsADownloadThatIsTooLargeBySizeOrByBytes() {
    server.serve(FILE, new byte[(1 << 20) + 1]);
    assertThat(refusal().has(ProblemId.DOWNLOAD_TOO_LARGE)).isTrue();
    server.answer(
        FILE,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(new byte[64 * 1024]);
          }
        });
    assertThat(refusal().has(ProblemId.DOWNLOAD_TOO_LARGE)).isTrue();
  }

  @Test
  void takesNoListThatIsLargerThanAListCanBe() {
    server.serve(SUMS, new byte[(1 << 20) + 1]);
    assertThat(refusal().has(ProblemId.DOWNLOAD_TOO_LARGE)).isTrue();
    assertThat(folder.resolve("cache/lists")).doesNotExist();
  }

  @Test
  void givesUpOnAServerThatSaysNothingMore() {
    server.answer(
        FILE,
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          pause(Duration.ofSeconds(30));
        });
    var impatient =
        new DownloadSettings(
            Optional.empty(),
            Optional.of(folder.resolve("authority.pem")),
            Duration.ofSeconds(2),
            1 << 20);
    var refused = refusal(impatient, Map.of());
    assertThat(refused.has(ProblemId.DOWNLOAD_CUT_SHORT)).isTrue();
    assertThat(refused.first().toText()).contains("nothing came for 2 s");
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void saysWhatTheServerAnswered() {
    var refused =
        catchThrowableOfType(
            HoldfastException.class,
            () -> {
              server.answer(SUMS, exchange -> exchange.sendResponseHeaders(503, -1));
              fetch();
            });
    assertThat(refused.first().toText())
        .contains("HF-BND-026")
        .contains("HTTP 503 without a proxy");
  }

  @Test
  void goesThroughTheProxyOfTheSettings() throws IOException {
    try (var proxy = new ForwardProxy(Optional.empty())) {
      var through =
          new DownloadSettings(
              Optional.of("http://" + proxy.address()),
              settings().authorities(),
              settings().patience(),
              1 << 20);
      assertThat(fetch(through, Map.of("HTTPS_PROXY", "http://127.0.0.1:1")).file())
          .hasBinaryContent(CONTENT);
      assertThat(proxy.tunnels()).isNotEmpty().containsOnly("127.0.0.1:" + server.port());
    }
  }

  @Test
  void goesThroughTheProxyOfTheEnvironmentAndAroundItWhereToldSo() throws IOException {
    try (var proxy = new ForwardProxy(Optional.empty())) {
      fetch(settings(), Map.of("https_proxy", proxy.address(), "HTTPS_PROXY", "127.0.0.1:1"));
      assertThat(proxy.tunnels()).isNotEmpty();
    }
    try (var unused = new ForwardProxy(Optional.empty())) {
      Files.delete(folder.resolve("cache").resolve(Sha256.of(CONTENT)));
      fetch(settings(), Map.of("HTTPS_PROXY", unused.address(), "NO_PROXY", "127.0.0.0/8"));
      assertThat(unused.tunnels()).isEmpty();
    }
  }

  @Test
  void logsInAtTheProxyWithWhatTheEnvironmentHoldsAndShowsItToNobody() throws IOException {
    // "ops:geheim" in base64
    try (var proxy = new ForwardProxy(Optional.of("Basic b3BzOmdlaGVpbQ=="))) {
      assertThat(
              fetch(settings(), Map.of("HTTPS_PROXY", "http://ops:geheim@" + proxy.address()))
                  .file())
          .hasBinaryContent(CONTENT);
      Files.delete(folder.resolve("cache").resolve(Sha256.of(CONTENT)));
      var refused =
          refusal(settings(), Map.of("HTTPS_PROXY", "http://ops:falsch@" + proxy.address()));
      assertThat(refused.has(ProblemId.DOWNLOAD_FAILED)).isTrue();
      assertThat(refused.first().toText()).contains(proxy.address()).doesNotContain("falsch");
    }
    assertThat(progress).noneMatch(line -> line.contains("geheim"));
  }

  @Test
  void saysWhichProxyDoesNotAnswer() {
    var refused = refusal(settings(), Map.of("HTTPS_PROXY", "http://127.0.0.1:1"));
    assertThat(refused.first().toText())
        .contains("HF-BND-026")
        .contains("through the proxy 127.0.0.1:1")
        .contains("NO_PROXY");
  }
}
