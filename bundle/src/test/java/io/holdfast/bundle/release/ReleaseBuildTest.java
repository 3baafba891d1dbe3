package io.holdfast.bundle.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.bundle.build.BuildRequest;
import io.holdfast.bundle.build.BundleBuilder;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From an appliance file that names a release to a bundle, over a real connection.
class ReleaseBuildTest {
  private static final String APPLIANCE =
      """
      appliance: shop
      version: "1"
      engine: nomad
      components:
        - name: nomad
          version: "2.0.5"
          licence: {name: BUSL-1.1, member: LICENSE.txt}
          source:
            release: "${mirror}/nomad/${version}/nomad_${version}_${os}_${arch}.zip"
            sums: "${mirror}/nomad/${version}/nomad_${version}_SHA256SUMS"
            key: {file: keys/publisher.asc, fingerprint: FINGERPRINT}
            take: [{member: nomad, to: bin/nomad}]
      download: {authorities: authority.pem}
      """;

  @TempDir Path folder;
  private final TestAuthority authority = new TestAuthority();
  private final Publisher publisher = Publisher.usual();
  private ReleaseServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new ReleaseServer(authority.serverNamed("127.0.0.1"));
    authority.write(folder.resolve("authority.pem"));
    publisher.write(Files.createDirectory(folder.resolve("keys")).resolve("publisher.asc"));
    KeyFolder.create(folder.resolve("vendor"), "acme");
    var zip = zip();
    var sums =
        (Sha256.of(zip) + "  nomad_2.0.5_linux_amd64.zip\n").getBytes(StandardCharsets.UTF_8);
    server.serve("/nomad/2.0.5/nomad_2.0.5_linux_amd64.zip", zip);
    server.serve("/nomad/2.0.5/nomad_2.0.5_SHA256SUMS", sums);
    server.serve("/nomad/2.0.5/nomad_2.0.5_SHA256SUMS.sig", publisher.sign(sums));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] zip() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var member : Map.of("nomad", "the program", "LICENSE.txt", "the terms").entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private BundleBuilder.Built build(String appliance, String target) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("appliance.yaml"),
            appliance.replace("FINGERPRINT", publisher.fingerprint()));
    var cache = folder.resolve("cache");
    return new BundleBuilder(
            packages -> {
              throw new AssertionError("no packages are asked for");
            },
            settings ->
                ReleaseSource.of(cache, settings, Map.of(), InstantSource.system(), progress -> {}),
            progress -> {})
        .build(
            new BuildRequest(
                file,
                Map.of("mirror", "https://127.0.0.1:" + server.port()),
                folder.resolve(target),
                folder.resolve("vendor"),
                cache));
  }

  private HoldfastException refusal(String appliance) {
    var refused =
        catchThrowableOfType(HoldfastException.class, () -> build(appliance, "x.holdfast"));
    assertThat(folder.resolve("x.holdfast")).doesNotExist();
    return refused;
  }

  @Test
  void putsTheMemberItsTermsAndItsOriginIntoTheBundle() throws IOException {
    var built = build(APPLIANCE, "shop.holdfast");
    var trust = TrustFile.read(folder.resolve("vendor").resolve(KeyFolder.TRUST_FILE));
    try (var bundle = BundleReader.open(built.file(), trust)) {
      bundle.verify();
      var nomad = bundle.manifest().component("nomad").orElseThrow();
      assertThat(nomad.files())
          .extracting(ComponentFile::path, ComponentFile::mode)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("bin/nomad", "0755"));
      try (var program = bundle.openBlob(nomad.files().getFirst().sha256());
          var terms = bundle.openBlob(nomad.licence().sha256())) {
        assertThat(program).hasContent("the program");
        assertThat(terms).hasContent("the terms");
      }
      assertThat(nomad.source())
          .contains("/nomad/2.0.5/nomad_2.0.5_linux_amd64.zip")
          .contains("in the list signed by the key " + publisher.fingerprint());
    }
  }

  @Test
  void buildsTheSameBytesAgainWithoutTheServer() throws IOException {
    var first = build(APPLIANCE, "first.holdfast");
    server.close();
    var second = build(APPLIANCE, "second.holdfast");
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(Files.mismatch(first.file(), second.file())).isEqualTo(-1);
  }

  @Test
  void tellsTheKeyThatIsWrongWithItsPlaceInTheFile() throws IOException {
    Publisher.usual().write(folder.resolve("keys/publisher.asc"));
    assertThat(refusal(APPLIANCE).first())
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(ProblemId.RELEASE_KEY);
              assertThat(problem.where().orElseThrow()).contains("appliance.yaml:9:");
            });
  }

  @Test
  void refusesWhatIsNotHttpsOrHoldsALogin() {
    assertThat(
            refusal(
                    APPLIANCE.replace(
                        "\"${mirror}/nomad/${version}/nomad_${version}_S",
                        "\"http://mirror.example/S"))
                .problems())
        .extracting(Problem::headline)
        .singleElement()
        .asString()
        .contains("HF-CFG-005")
        .contains("comes from an https address");
    assertThat(
            refusal(
                    APPLIANCE.replace(
                        "\"${mirror}/nomad/${version}/nomad_${version}_S",
                        "\"https://me:geheim@mirror.example/S"))
                .first()
                .headline())
        .contains("no name or password")
        .doesNotContain("geheim");
  }

  @Test
  void wantsMembersOfArchivesAndNoneOfOtherFiles() {
    assertThat(
            refusal(APPLIANCE.replace("{member: nomad, to: bin/nomad}", "{to: bin/nomad}"))
                .first()
                .what())
        .contains("say with \"member\"");
    var plain =
        APPLIANCE
            .replace("_${arch}.zip", "_${arch}")
            .replace("member: LICENSE.txt", "file: authority.pem");
    assertThat(refusal(plain).has(ProblemId.RELEASE_NOT_LISTED)).isTrue();
  }

  @Test
  void takesAReleaseThatIsOneFile() throws IOException {
    var sums = (Sha256.of("binary") + "  tool\n").getBytes(StandardCharsets.UTF_8);
    server.serve("/tool", "binary".getBytes(StandardCharsets.UTF_8));
    server.serve("/sums", sums);
    server.serve("/sums.asc", Publisher.armoured(publisher.signWithSubkey(sums)));
    var built =
        build(
            """
            appliance: shop
            version: "1"
            components:
              - name: tool
                version: "1.0.0"
                licence: {name: own, file: authority.pem}
                source:
                  release: "${mirror}/tool"
                  sums: "${mirror}/sums"
                  signature: "${mirror}/sums.asc"
                  key: {file: keys/publisher.asc, fingerprint: FINGERPRINT}
                  take: [{to: bin/tool}]
            download: {authorities: authority.pem}
            """,
            "tool.holdfast");
    assertThat(built.manifest().components().getFirst().files().getFirst().sha256())
        .isEqualTo(Sha256.of("binary"));
  }

  @Test
  void refusesANomadWithoutTheTextOfItsLicence() throws IOException {
    Files.writeString(folder.resolve("empty"), " \n");
    Files.write(folder.resolve("program"), new byte[] {127, 'E', 'L', 'F', 0});
    var file =
        """
        appliance: shop
        version: "1"
        engine: nomad
        components:
          - name: nomad
            version: "2.0.5"
            LICENCE
            source: {files: [{from: program, to: bin/nomad, mode: "0755"}]}
        """;
    var missing = refusal(file.replace("    LICENCE\n", "")).first();
    assertThat(missing.toText())
        .contains("HF-BND-017")
        .contains("\"nomad\" comes without a licence")
        .contains("licence: {name: NAME, file: FILE");
    for (var name : new String[] {"empty", "program", "nowhere"}) {
      var refused =
          refusal(file.replace("LICENCE", "licence: {name: BUSL-1.1, file: " + name + "}")).first();
      assertThat(refused.id()).as(name).isEqualTo(ProblemId.LICENCE_MISSING);
      assertThat(refused.evidence().orElseThrow()).contains(name);
    }
    assertThat(refusal(file.replace("LICENCE", "licence: {name: BUSL-1.1}")).first().what())
        .contains("say where the text is");
    assertThat(
            refusal(file.replace("LICENCE", "licence: {name: BUSL-1.1, member: a}")).first().what())
        .contains("is for releases");
  }
}
