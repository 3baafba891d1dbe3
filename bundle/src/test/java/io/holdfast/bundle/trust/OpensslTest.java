package io.holdfast.bundle.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.bundle.Bundles;
import io.holdfast.bundle.file.SampleBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the very commands that `docs/trust.md` prints: what they show must not need Holdfast.
class OpensslTest {
  private static final Path GUIDE = Path.of("..", "docs", "trust.md");
  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void bundle() {
    assumeThat(Path.of("/usr/bin/openssl")).as("openssl is on this machine").exists();
    bundle = folder.resolve("shop.holdfast");
    SampleBundle.in(folder.resolve("keys")).write(bundle);
  }

  @Test
  void theCommandsOfTheGuideVerifyABundleWithoutHoldfast() throws Exception {
    var result = run(script());
    assertThat(result).contains("Signature Verified Successfully").contains("Verified OK");
    assertThat(result).contains("holdfast-bundle-1 sha256:" + Bundles.digest(bundle).digest());
  }

  @Test
  void theCommandsOfTheGuideRefuseAChangedIndex() throws Exception {
    var bytes = Files.readAllBytes(bundle);
    bytes[600] ^= 1;
    Files.write(bundle, bytes);
    var result = run(script());
    assertThat(result).contains("Verification Failure").doesNotContain("Verified OK");
  }

  private static String script() throws IOException {
    var text = Files.readString(GUIDE);
    int from = text.indexOf("<!-- openssl -->");
    int begin = text.indexOf("```sh\n", from) + "```sh\n".length();
    return text.substring(begin, text.indexOf("```", begin));
  }

  private String run(String script) throws Exception {
    var process =
        new ProcessBuilder(List.of("sh", "-c", script))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void keysThatOpensslMadeSignToo() throws Exception {
    var other = Files.createDirectory(folder.resolve("made-by-openssl"));
    run(
        """
        cd made-by-openssl && umask 077
        openssl genpkey -algorithm ed25519 -out bundle-ed25519.key
        openssl pkey -in bundle-ed25519.key -pubout -out bundle-ed25519.pub
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out bundle-ecdsa.key
        openssl pkey -in bundle-ecdsa.key -pubout -out bundle-ecdsa.pub
        """);
    var keys = KeyFolder.open(other);
    var signatures = keys.sign("ab".repeat(32));
    assertThat(TrustFile.of(keys.signer()).verify("ab".repeat(32), signatures).name())
        .isEqualTo("made-by-openssl");
  }
}
