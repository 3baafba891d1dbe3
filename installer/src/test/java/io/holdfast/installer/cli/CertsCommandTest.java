package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.pki.CompanyPki;
import io.holdfast.installer.pki.CompanyPki.Shape;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultLock;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsCommandTest {
  private static final byte[] VAULT_KEY = new byte[32];

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CompanyPki company = CompanyPki.root("Example Root").below("Example Issuing");
  @TempDir private Path folder;

  @BeforeEach
  void site() throws IOException {
    Files.write(folder.resolve("vault.key"), VAULT_KEY);
    Files.setPosixFilePermissions(
        folder.resolve("vault.key"), PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        folder.resolve("site.yaml"),
        """
        site: acme
        access: {user: ops, keyFile: key}
        vault: {keyFile: vault.key}
        hosts:
          - {name: s1, address: 10.0.0.11, roles: [server]}
          - {name: l1, address: 10.0.0.31, roles: [lb]}
        network: {outward: {names: [shop.example.com]}}
        """);
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private int certs(String... arguments) {
    var all = new ArrayList<>(List.of("certs"));
    all.addAll(List.of(arguments));
    all.addAll(List.of(at("site.yaml").toString(), "--state", at("state").toString()));
    return HoldfastCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private String signed(String csr, Shape shape) throws IOException {
    return Files.writeString(at("signed.pem"), company.chain(Files.readString(at(csr)), shape))
        .toString();
  }

  private void importInternal() throws IOException {
    assertThat(certs("request", "internal", "--out", at("ca.csr").toString())).isZero();
    var chain = signed("ca.csr", Shape.authority());
    assertThat(certs("import", "internal", "--certificate", chain)).isZero();
  }

  private void importOutward(Duration life) throws IOException {
    assertThat(certs("request", "outward", "--out", at("out").toString())).isZero();
    var shape = Shape.server("shop.example.com", "10.0.0.31");
    var chain = signed("out/outward.csr", shape.between(Duration.ofHours(-1), life));
    assertThat(certs("import", "outward", "--certificate", chain)).isZero();
  }

  private String everythingSaid() throws IOException {
    var said = new StringBuilder().append(out).append(err);
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        said.append(
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return said.toString();
  }

  @Test
  void listsEveryCertificateOfBothZonesInAFixedOrder() throws IOException {
    importInternal();
    importOutward(Duration.ofDays(300));
    out.getBuffer().setLength(0);
    assertThat(certs("show")).isZero();
    var rows = out.toString().lines().filter(line -> !line.startsWith(" ")).toList();
    assertThat(rows.stream().map(row -> row.replaceAll("[0-9]{4}-[0-9-]+ +[0-9]+", "...")))
        .containsExactly(
            "zone      what                until         days  hosts",
            "internal  authority           ...  s1 l1",
            "internal  authority, above 1  ...  s1 l1",
            "internal  authority, above 2  ...",
            "internal  s1, consul          ...  s1",
            "internal  l1, consul          ...  l1",
            "internal  controller          ...",
            "outward   balancers           ...  l1",
            "outward   balancers, above 1  ...  l1",
            "outward   balancers, above 2  ...");
    assertThat(out.toString())
        .contains(
            "CN=s1 by CN=Holdfast acme; for server.dc1.consul localhost s1 127.0.0.1; serial ")
        .contains("CN=shop.example.com by CN=Example Issuing; for shop.example.com 10.0.0.31");
    var first = out.toString();
    out.getBuffer().setLength(0);
    certs("show");
    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void namesWhatEndsSoonAndTellsScriptsTheSame() throws IOException {
    importOutward(Duration.ofDays(20));
    out.getBuffer().setLength(0);
    assertThat(certs("show")).isZero();
    assertThat(out.toString()).contains("warning: outward, balancers ends in 19 days");
    out.getBuffer().setLength(0);
    assertThat(certs("show", "--output", "json")).isZero();
    var result = Json.readTree(out.toString());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/certs-show/1");
    var balancers = result.path("certificates").get(0);
    assertThat(balancers.propertyNames())
        .containsExactlyInAnyOrder(
            "zone",
            "what",
            "subject",
            "issuer",
            "names",
            "serial",
            "until",
            "daysLeft",
            "expiring",
            "hosts");
    assertThat(balancers.path("daysLeft").asLong()).isEqualTo(19);
    assertThat(balancers.path("expiring").asBoolean()).isTrue();
    assertThat(balancers.path("until").asString()).endsWith("Z");
  }

  @Test
  void showsNoPrivateKeyAnywhereButInTheSealedVault() throws IOException {
    importInternal();
    importOutward(Duration.ofDays(300));
    certs("request", "outward", "--out", at("out").toString(), "--output", "json");
    certs("show", "--output", "json");
    assertThat(everythingSaid()).doesNotContain("PRIVATE KEY");
    var sealed = SiteFolder.of(at("state"), "acme").vault().orElseThrow();
    var vault = VaultFile.open(sealed, new VaultLock.RandomBytes(VAULT_KEY)).vault();
    var key = vault.secret("tls.outward.key").reveal();
    assertThat(everythingSaid()).doesNotContain(key.lines().toList().get(1));
  }

  @Test
  void namesTheNextCommandByTheSiteFileSoThatItWorksBeforeTheFirstRun() throws IOException {
    assertThat(certs("request", "internal", "--out", at("ca.csr").toString())).isZero();
    assertThat(everythingSaid())
        .contains(
            "holdfast certs import internal --certificate CHAIN.pem "
                + at("site.yaml").toAbsolutePath());
  }

  @Test
  void sendsNobodyPastTheCompanysAuthorityOnASiteThatIsNew() {
    assertThat(certs("show")).isNotZero();
    assertThat(err.toString())
        .containsSubsequence("holdfast certs request internal --out", "holdfast plan --site");
  }

  @Test
  void namesTheFileOfAKeyThatDoesNotOpenTheVault() throws IOException {
    assertThat(certs("request", "internal", "--out", at("ca.csr").toString())).isZero();
    Files.write(at("vault.key"), new byte[64]);
    assertThat(certs("show")).isNotZero();
    assertThat(err.toString())
        .contains(at("vault.key") + ": HF-VLT-001", "bring the key file that the vault was made");
  }

  @Test
  void refusesToChangeTheAuthorityOfASiteThatRuns() throws IOException {
    var folderOfSite = SiteFolder.of(at("state"), "acme");
    new KeptRuns(folderOfSite).add("install", "1", 0);
    assertThat(certs("request", "internal", "--out", at("ca.csr").toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("HF-CRT-006", "is not offered yet", "this command changed nothing");
    assertThat(at("ca.csr")).doesNotExist();
    assertThat(folderOfSite.vault()).isEmpty();
    importOutward(Duration.ofDays(300));
    assertThat(err.toString()).contains("holdfast apply");
  }

  @Test
  void saysWhichRequestIsOpenAndTakesItBack() throws IOException {
    certs("request", "internal", "--out", at("ca.csr").toString());
    out.getBuffer().setLength(0);
    certs("show");
    assertThat(out.toString()).contains("internal: a request waits for its certificate");
    assertThat(certs("request", "internal", "--withdraw")).isZero();
    out.getBuffer().setLength(0);
    certs("show");
    assertThat(out.toString()).doesNotContain("waits");
    assertThat(certs("request", "internal")).isEqualTo(2);
    assertThat(err.toString()).contains("--out PATH or --withdraw");
  }

  @Test
  void leavesTheVaultAsItWasWhenACertificateIsRefused() throws IOException {
    certs("request", "internal", "--out", at("ca.csr").toString());
    var before = SiteFolder.of(at("state"), "acme").vault().orElseThrow();
    var chain = signed("ca.csr", Shape.server("shop.example.com"));
    assertThat(certs("import", "internal", "--certificate", chain)).isEqualTo(9);
    assertThat(err.toString()).contains("HF-CRT-002", "signed.pem", "CA:TRUE");
    assertThat(SiteFolder.of(at("state"), "acme").vault()).hasValue(before);
  }

  @Test
  void refusesFilesThatHoldNoCertificatesOrAKeyBesidesThem() throws IOException {
    certs("request", "internal", "--out", at("ca.csr").toString());
    Files.write(at("der"), new byte[] {0x30, 3, 2, 1, 1});
    assertThat(certs("import", "internal", "--certificate", at("der").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("HF-CRT-001", "openssl x509 -inform DER");
    assertThat(certs("import", "internal", "--certificate", at("ca.csr").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("holds something else than certificates");
    Files.writeString(at("cut"), "-----BEGIN CERTIFICATE-----\nMIIB\n");
    assertThat(certs("import", "internal", "--certificate", at("cut").toString())).isEqualTo(2);
    assertThat(certs("import", "internal", "--certificate", at("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("HF-CFG-006");
  }
}
