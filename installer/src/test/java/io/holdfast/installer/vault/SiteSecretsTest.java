package io.holdfast.installer.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSecretsTest {
  private static final Map<String, String> VERSIONS =
      Map.of(
          "agent", "0.1.0",
          "cni", "1.9.1",
          "consul", "1.15.4",
          "docker", "26.1.5",
          "haproxy", "3.0.11",
          "nomad", "2.0.5");

  private final SiteSecrets secrets = new SiteSecrets(new SecureRandom(), Instant.now());

  @ParameterizedTest
  @ValueSource(strings = {"swarm", "nomad"})
  void makesEverySecretThatAGeneratedFileNames(String engine) {
    var site = site(engine);
    var named = new TreeSet<String>();
    for (var host : site.hosts()) {
      var model = HostModel.of(site, host, VendorSettings.none(), VERSIONS);
      new Renderer().files(model).forEach(files -> named.addAll(files.secretNames()));
    }
    var made = secrets.complete(site, Vault.empty("acme-1")).names();
    assertThat(made)
        .containsAll(named)
        .contains("consul.token.management", "tls.controller.cert", "tls.controller.key");
    assertThat(made.contains("nomad.token.management")).isEqualTo(engine.equals("nomad"));
  }

  @Test
  void replacesNothingThatIsThere() {
    var site = site("nomad");
    var vault = secrets.complete(site, Vault.empty("acme-1"));
    assertThat(secrets.complete(site, vault)).isSameAs(vault);
    var swarm = secrets.complete(site("swarm"), Vault.empty("acme-1"));
    var both = secrets.complete(site, swarm);
    assertThat(both.names()).containsAll(vault.names());
    for (var name : swarm.names()) {
      assertThat(both.secret(name)).isEqualTo(swarm.secret(name));
    }
  }

  @Test
  void addsTheKeyForSnapshotsToAnOlderVaultOnlyWhenItIsAsked() {
    var site = site("nomad");
    var older =
        secrets.complete(site, Vault.empty("acme-1")).without(Set.of(SiteSecrets.SNAPSHOT_KEY));
    assertThat(secrets.complete(site, older)).isSameAs(older);
    var sealing = secrets.withSnapshotKey(older);
    assertThat(sealing.holds(SiteSecrets.SNAPSHOT_KEY)).isTrue();
    assertThat(sealing.version()).isEqualTo(older.version() + 1);
    assertThat(secrets.withSnapshotKey(sealing)).isSameAs(sealing);
  }

  private static SiteSecrets in(int days) {
    return new SiteSecrets(new SecureRandom(), Instant.now().plus(Duration.ofDays(days)));
  }

  @Test
  void renewsTheCertificatesOfTheClusterBeforeTheyEndAndOnlyOnce() throws Exception {
    var site = site("nomad");
    var vault = secrets.complete(site, Vault.empty("acme-1"));
    assertThat(in(240).renew(site, vault)).isSameAs(vault);
    var late = in(250);
    var renewed = late.renew(site, vault);
    assertThat(renewed.version()).isEqualTo(vault.version() + 1);
    assertThat(renewed.names()).isEqualTo(vault.names());
    for (var name : vault.names()) {
      var isLeaf = name.matches("tls\\.(controller|[a-z0-9]+\\.(consul|nomad))\\.(cert|key)");
      assertThat(renewed.secret(name).equals(vault.secret(name))).as(name).isNotEqualTo(isLeaf);
    }
    assertThat(names(renewed, "tls.s1.nomad.cert")).isEqualTo(names(vault, "tls.s1.nomad.cert"));
    var authority = certificate(renewed, "tls.ca.cert").getPublicKey();
    certificate(renewed, "tls.s1.consul.cert").verify(authority);
    certificate(renewed, "tls.controller.cert").verify(authority);
    assertThat(late.renew(site, renewed)).isSameAs(renewed);
    assertThat(in(251).renew(site, renewed)).isSameAs(renewed);
  }

  @Test
  void renewsNothingThatWouldEndNoLaterBecauseTheAuthorityEnds() throws Exception {
    var site = site("swarm");
    var vault = secrets.complete(site, Vault.empty("acme-1"));
    var last = in(3640).renew(site, vault);
    assertThat(certificate(last, "tls.s1.consul.cert").getNotAfter())
        .isEqualTo(certificate(last, "tls.ca.cert").getNotAfter());
    assertThat(in(3649).renew(site, last)).isSameAs(last);
  }

  @Test
  void givesEachHostTheNamesOfItsRoleInEachProduct() throws Exception {
    var vault = secrets.complete(site("nomad"), Vault.empty("acme-1"));
    assertThat(names(vault, "tls.s1.consul.cert")).contains("server.dc1.consul", "s1");
    assertThat(names(vault, "tls.s1.nomad.cert"))
        .containsExactlyInAnyOrder("server.global.nomad", "localhost", "s1", "127.0.0.1");
    assertThat(names(vault, "tls.w1.nomad.cert"))
        .containsExactlyInAnyOrder("client.global.nomad", "localhost", "w1", "127.0.0.1");
    assertThat(vault.holds("tls.l1.nomad.cert")).isFalse();
    assertThat(vault.holds("tls.l1.consul.cert")).isTrue();
  }

  @Test
  void makesKeysAndTokensInTheFormThatTheProductsWant() {
    var vault = secrets.complete(site("nomad"), Vault.empty("acme-1"));
    assertThat(Base64.getDecoder().decode(vault.secret("nomad.gossip").reveal())).hasSize(32);
    assertThat(vault.secret("nomad.token.management").reveal())
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(vault.secret("nomad.gossip")).isNotEqualTo(vault.secret("consul.gossip"));
  }

  private static List<String> names(Vault vault, String name) throws Exception {
    return certificate(vault, name).getSubjectAlternativeNames().stream()
        .map(alternative -> String.valueOf(alternative.get(1)))
        .toList();
  }

  private static X509Certificate certificate(Vault vault, String name) throws Exception {
    var pem = vault.secret(name).reveal().getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static Site site(String engine) {
    return SiteReader.read(
        "site.yaml",
        """
        site: acme
        access: {user: ops, keyFile: key}
        vault: {keyFile: vault.key}
        hosts:
          - {name: s1, address: 10.0.0.11, roles: [server]}
          - {name: w1, address: 10.0.0.21, roles: [worker, lb]}
          - {name: l1, address: 10.0.0.31, roles: [lb]}
        engine:\
        """
            + " "
            + engine);
  }
}
