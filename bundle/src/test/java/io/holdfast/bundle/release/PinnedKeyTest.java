package io.holdfast.bundle.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.bundle.release.Publisher.Shape;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedKeyTest {
  private static final byte[] LIST = "a list".getBytes(StandardCharsets.UTF_8);

  private final Instant now = Instant.now();

  @TempDir Path folder;

  private PinnedKey pinned(Publisher publisher) throws IOException {
    return PinnedKey.read(publisher.write(folder.resolve("key.asc")), publisher.fingerprint(), now);
  }

  private HoldfastException refusal(PinnedKey key, byte[] signature) {
    return catchThrowableOfType(HoldfastException.class, () -> key.verify(LIST, signature, now));
  }

  private HoldfastException unusable(Path file, String fingerprint) {
    return catchThrowableOfType(
        HoldfastException.class, () -> PinnedKey.read(file, fingerprint, now));
  }

  @Test
  void believesWhatThePinnedKeyOrItsSubkeySigned() throws IOException {
    var publisher = Publisher.usual();
    var key = pinned(publisher);
    key.verify(LIST, publisher.sign(LIST), now);
    key.verify(LIST, publisher.signWithSubkey(LIST), now);
    key.verify(LIST, Publisher.armoured(publisher.sign(LIST)), now);
    assertThat(key.fingerprint()).isEqualTo(publisher.fingerprint());
  }

  @Test
  void readsAFingerprintAsPeopleWriteIt() throws IOException {
    var publisher = Publisher.usual();
    var file = publisher.write(folder.resolve("key.asc"));
    var spaced = publisher.fingerprint().toLowerCase(Locale.ROOT).replaceAll("(.{4})", "$1 ");
    assertThatCode(() -> PinnedKey.read(file, spaced, now)).doesNotThrowAnyException();
  }

  @Test
  void believesAKeyOfTheOldKindWhenItIsLargeEnough() throws IOException {
    var large = Publisher.rsa(2048);
    pinned(large).verify(LIST, large.sign(LIST), now);
    var small = Publisher.rsa(1024);
    assertThat(refusal(pinned(small), small.sign(LIST)).first().toText())
        .contains("HF-BND-020")
        .contains("no longer safe");
  }

  @Test
  void refusesAKeyFileThatHoldsAnotherKey() throws IOException {
    var file = Publisher.usual().write(folder.resolve("key.asc"));
    var refused = unusable(file, Publisher.usual().fingerprint());
    assertThat(refused.has(ProblemId.RELEASE_KEY)).isTrue();
    assertThat(refused.first().toText()).contains("does not hold the key").contains("it holds ");
  }

  @Test
  void refusesAFingerprintThatIsNotWhole() throws IOException {
    var publisher = Publisher.usual();
    var file = publisher.write(folder.resolve("key.asc"));
    assertThat(unusable(file, publisher.fingerprint().substring(24)).first().what())
        .contains("no whole fingerprint");
  }

  @Test
  void refusesAFileThatHoldsNoKey() throws IOException {
    var publisher = Publisher.usual();
    for (var content :
        List.of(new byte[0], "no key".getBytes(StandardCharsets.UTF_8), publisher.sign(LIST))) {
      var file = Files.write(folder.resolve("wrong"), content);
      assertThat(unusable(file, publisher.fingerprint()).has(ProblemId.RELEASE_KEY)).isTrue();
    }
    assertThat(
            unusable(folder.resolve("nowhere"), publisher.fingerprint()).has(ProblemId.RELEASE_KEY))
        .isTrue();
  }

  @Test
  void refusesAnExpiredKeyBeforeAnythingIsFetched() throws IOException {
    var publisher = Publisher.of(Shape.usual().lasting(Duration.ofDays(30)));
    var file = publisher.write(folder.resolve("key.asc"));
    assertThat(unusable(file, publisher.fingerprint()).first().what())
        .contains("expired at " + Publisher.MADE.plus(Duration.ofDays(30)));
    assertThatCode(
            () ->
                PinnedKey.read(
                    file, publisher.fingerprint(), Publisher.MADE.plus(Duration.ofDays(29))))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesARevokedKey() throws IOException {
    var publisher = Publisher.usual();
    var file = publisher.writeRevoked(folder.resolve("key.asc"));
    assertThat(unusable(file, publisher.fingerprint()).first().what()).contains("has revoked");
  }

  @Test
  void refusesWhatAnotherKeySignedAndNamesIt() throws IOException {
    var other = Publisher.usual();
    var refused = refusal(pinned(Publisher.usual()), other.sign(LIST));
    assertThat(refused.has(ProblemId.RELEASE_SIGNER)).isTrue();
    assertThat(refused.first().evidence().orElseThrow())
        .contains(other.fingerprint().substring(24))
        .contains("pinned is ");
  }

  @Test
  void refusesASignatureOfAnotherListAndOneThatWasChanged() throws IOException {
    var publisher = Publisher.usual();
    var key = pinned(publisher);
    var other = publisher.sign("another list".getBytes(StandardCharsets.UTF_8));
    assertThat(refusal(key, other).has(ProblemId.RELEASE_SIGNATURE)).isTrue();
    var changed = publisher.sign(LIST);
    changed[changed.length - 5] ^= 1;
    assertThat(refusal(key, changed).has(ProblemId.RELEASE_SIGNATURE)).isTrue();
  }

  @Test
  void refusesWhatIsNoSignature() throws IOException {
    var key = pinned(Publisher.usual());
    for (var bytes : List.of(new byte[0], "<html>".getBytes(StandardCharsets.UTF_8))) {
      assertThat(refusal(key, bytes).first().toText())
          .contains("HF-BND-020")
          .contains("no OpenPGP signature");
    }
  }

  @Test
  void refusesSignaturesOfAnotherKindOrAnOldDigest() throws IOException {
    var publisher = Publisher.usual();
    var key = pinned(publisher);
    assertThat(
            refusal(key, publisher.sign(LIST, PGPSignature.STAND_ALONE, HashAlgorithmTags.SHA256))
                .has(ProblemId.RELEASE_SIGNATURE))
        .isTrue();
    assertThat(
            refusal(key, publisher.sign(LIST, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA1))
                .first()
                .toText())
        .contains("no longer safe");
  }

  @Test
  void refusesASignatureFromTheFuture() throws IOException {
    var publisher = Publisher.usual();
    var key = pinned(publisher);
    var signature = publisher.sign(LIST);
    var refused =
        catchThrowableOfType(
            HoldfastException.class,
            () -> key.verify(LIST, signature, now.minus(Duration.ofDays(2))));
    assertThat(refused.first().evidence().orElseThrow()).contains("it claims to be of");
  }

  @Test
  void refusesASubkeyThatMayNotSignForItsPrimaryKey() throws IOException {
    var month = Duration.ofDays(30);
    var shapes =
        List.of(
            Shape.usual().withoutAgreement(),
            Shape.usual().withSubkeyFor(KeyFlags.ENCRYPT_COMMS),
            Shape.usual().subkeyLasting(month));
    var reasons = new ArrayList<String>();
    for (var shape : shapes) {
      var publisher = Publisher.of(shape);
      reasons.add(
          refusal(pinned(publisher), publisher.signWithSubkey(LIST))
              .first()
              .evidence()
              .orElseThrow());
    }
    assertThat(reasons)
        .satisfiesExactly(
            first -> assertThat(first).contains("not meant for signing"),
            second -> assertThat(second).contains("not meant for signing"),
            third -> assertThat(third).contains("expired at " + Publisher.MADE.plus(month)));
  }

  @Test
  void refusesARevokedSubkeyAndStillBelievesThePrimaryKey() throws IOException {
    var publisher = Publisher.usual();
    var file = publisher.writeWithRevokedSubkey(folder.resolve("key.asc"));
    var key = PinnedKey.read(file, publisher.fingerprint(), now);
    assertThat(refusal(key, publisher.signWithSubkey(LIST)).first().evidence().orElseThrow())
        .contains("its key is revoked");
    key.verify(LIST, publisher.sign(LIST), now);
  }

  @Test
  void readsWhatGnupgWrites() throws Exception {
    assumeThat(Path.of("/usr/bin/gpg")).as("gpg is on this machine").exists();
    var home = Files.createDirectory(folder.resolve("gnupg"));
    var list = Files.write(folder.resolve("list"), LIST);
    gpg(home, "--quick-gen-key", "Publisher <p@publisher.example>", "rsa2048", "cert", "never");
    var print =
        gpg(home, "--with-colons", "--list-keys")
            .lines()
            .filter(line -> line.startsWith("fpr:"))
            .map(line -> line.split(":")[9])
            .findFirst()
            .orElseThrow();
    gpg(home, "--quick-add-key", print, "rsa2048", "sign", "never");
    gpg(home, "--armor", "--output", folder.resolve("gpg.asc").toString(), "--export", print);
    gpg(home, "--detach-sign", list.toString());
    var key = PinnedKey.read(folder.resolve("gpg.asc"), print, Instant.now());
    key.verify(LIST, Files.readAllBytes(folder.resolve("list.sig")), Instant.now());
    assertThat(
            catchThrowableOfType(
                    HoldfastException.class,
                    () ->
                        key.verify(
                            new byte[] {1},
                            Files.readAllBytes(folder.resolve("list.sig")),
                            Instant.now()))
                .has(ProblemId.RELEASE_SIGNATURE))
        .isTrue();
    run(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
  }

  private static String gpg(Path home, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of("gpg", "--homedir", home.toString(), "--batch", "--quiet", "--passphrase", ""));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
