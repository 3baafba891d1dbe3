package io.holdfast.templates.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiteReaderTest {
  private static final String GOOD =
      """
      site: acme
      contact: {owner: "Ops team", phone: "+49 30 1234"}
      access:
        user: ops
        keyFile: id_ed25519
        jump: {address: jump.example, user: hop}
      vault: {passphraseFile: vault.pass}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server], zone: a}
        - {name: s2, address: 10.0.0.12, roles: [server]}
        - {name: s3, address: 10.0.0.13, roles: [server]}
        - {name: w1, address: 10.0.0.21, roles: [lb, worker], zone: b}
      upgrade: {soakSeconds: 5}
      """;

  @Test
  void readsAWholeSiteAndFillsInWhatIsLeftOut() {
    var site = SiteReader.read("site.yaml", GOOD);
    assertThat(site.engine()).isEqualTo(Engine.SWARM);
    assertThat(site.servers()).extracting(Host::name).containsExactly("s1", "s2", "s3");
    assertThat(site.loadBalancers()).isEqualTo(site.workers());
    assertThat(site.access().port()).isEqualTo(22);
    assertThat(site.access().sudo()).isEqualTo(SudoMode.PASSWORD);
    assertThat(site.access().jump())
        .contains(new Access.Jump("jump.example", Optional.of("hop"), 22));
    assertThat(site.vault()).isEqualTo(new VaultKey.PassphraseFile("vault.pass"));
    assertThat(site.network())
        .isEqualTo(
            new Network(
                "consul",
                "dc1",
                80,
                8404,
                new Firewall(Firewall.Kind.NFTABLES, Firewall.Mode.NONE)));
    assertThat(site.upgrade())
        .isEqualTo(new UpgradeRules(5, 60, 10, 120, 1, WorkerMode.IN_PLACE, 3_600));
  }

  @Test
  void aSiteSurvivesJson() {
    var site = SiteReader.read("site.yaml", GOOD);
    assertThat(Json.read(Json.canonical(site), Site.class)).isEqualTo(site);
  }

  @Test
  void everythingWrongIsReportedAtOnceWithItsPlace() {
    var problems =
        problems(
            """
            site: Acme_1
            engine: nomad
            access: {user: "o ps", port: 70000, knownHost: x}
            vault: {keyFile: k}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
              - {name: s1, adress: x, address: 10.0.0.11, roles: [server]}
              - {name: w1, address: w1.example}
            network: {httpPort: 8404}
            """);
    assertThat(problems)
        .extracting(Problem::headline)
        .containsExactly(
            "site.yaml:3:37: HF-CFG-001 Unknown key \"knownHost\" in \"access\"; did you mean \"knownHosts\"?",
            "site.yaml:7:16: HF-CFG-001 Unknown key \"adress\" in \"hosts[1]\"; did you mean \"address\"?",
            "site.yaml:1:7: HF-CFG-013 \"Acme_1\" is not a name: a-z, 0-9 and hyphens inside, at most 63 of"
                + " them",
            "site.yaml:7:12: HF-CFG-012 \"s1\" stands here a second time; first at site.yaml:6:12",
            "site.yaml:7:36: HF-CFG-011 \"10.0.0.11\" stands here a second time; first at site.yaml:6:25",
            "site.yaml:8:25: HF-CFG-014 \"w1.example\" is not an IPv4 address such as 10.0.0.11",
            "site.yaml:6:3: HF-CFG-010 There are 2 hosts with the role server; it must be 1, 3, 5 or 7",
            "site.yaml:3:9: HF-CFG-017 The login needs a keyFile, a passwordFile, or agent: true",
            "site.yaml:3:16: HF-CFG-013 \"o ps\" is not the name of a login",
            "site.yaml:3:30: HF-CFG-005 70000 is not a port: 1 to 65535",
            "site.yaml:9:10: HF-CFG-016 httpPort and statsPort are both 8404");
    assertThat(HoldfastException.of(problems).exitCode()).isEqualTo(2);
  }

  @Test
  void aPortOfTheEngineIsNotToBeHad() {
    var ofNomad = "network: {httpPort: 4646}\n";
    for (var clash : List.of(ofNomad + "engine: nomad\n", "network: {httpPort: 2377}\n")) {
      assertThat(problems(GOOD + clash))
          .extracting(Problem::id)
          .containsExactly(ProblemId.PORT_CLASH);
    }
    assertThat(SiteReader.read("site.yaml", GOOD + ofNomad).network().httpPort()).isEqualTo(4646);
  }

  @Test
  void readsWhatHappensToTheTasksOfWorkers() {
    for (var mode : WorkerMode.values()) {
      var text = GOOD.replace("soakSeconds: 5", "workers: " + mode + ", waitSeconds: 60");
      assertThat(SiteReader.read("site.yaml", text).upgrade().workers()).isEqualTo(mode);
    }
    assertThat(problems(GOOD.replace("soakSeconds: 5", "workers: in-pace")))
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .contains("in-place");
  }

  @Test
  void aProductThatIsAlreadyThereCannotBeUsed() {
    assertThat(problems(GOOD + "existing: {docker: use-existing}\n"))
        .extracting(Problem::headline)
        .containsExactly("site.yaml:14:1: HF-CFG-001 Unknown key \"existing\"");
  }

  @Test
  void addressesAreThoseAHostCanHave() {
    assertThat(List.of("10.0.0.1", "192.168.255.254")).allMatch(SiteReader::isIpv4);
    assertThat(
            List.of("10.0.0", "010.0.0.1", "256.1.1.1", "127.0.0.1", "0.0.0.0", "::1", "10.0.0.1 "))
        .noneMatch(SiteReader::isIpv4);
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(HoldfastException.class, () -> SiteReader.read("site.yaml", text))
        .problems();
  }
}
