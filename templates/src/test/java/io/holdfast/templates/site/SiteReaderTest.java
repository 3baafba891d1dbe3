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

  private static final String WITH_BALANCER =
      """
      site: acme
      access: {user: ops, keyFile: id}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
        - {name: w1, address: 10.0.0.21, roles: [worker]}
        - {name: l1, address: 10.0.0.31, roles: [lb]}
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
                Optional.empty(),
                new Firewall(Firewall.Kind.NFTABLES, Firewall.Mode.NONE),
                Optional.empty()));
    assertThat(site.upgrade())
        .isEqualTo(
            new UpgradeRules(5, 60, 10, 120, "1", WorkerMode.IN_PLACE, 3_600, 5, Rehearsing.ON));
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
            "site.yaml:3:37: HF-CFG-001 Unknown key \"knownHost\" in \"access\"; did you mean"
                + " \"knownHosts\"?",
            "site.yaml:7:16: HF-CFG-001 Unknown key \"adress\" in \"hosts[1]\"; did you mean"
                + " \"address\"?",
            "site.yaml:1:7: HF-CFG-013 \"Acme_1\" is not a name: a-z, 0-9 and hyphens inside, at"
                + " most 63 of them",
            "site.yaml:7:12: HF-CFG-012 \"s1\" stands here a second time; first at site.yaml:6:12",
            "site.yaml:7:36: HF-CFG-011 \"10.0.0.11\" stands here a second time; first at"
                + " site.yaml:6:25",
            "site.yaml:8:25: HF-CFG-014 \"w1.example\" is not an IPv4 address such as 10.0.0.11",
            "site.yaml:6:3: HF-CFG-010 There are 2 hosts with the role server; it must be 1, 3, 5"
                + " or 7",
            "site.yaml:3:9: HF-CFG-017 The login needs a keyFile, a passwordFile, or agent: true",
            "site.yaml:3:16: HF-CFG-013 \"o ps\" is not the name of a login",
            "site.yaml:3:30: HF-CFG-005 70000 is not a port: 1 to 65535",
            "site.yaml:9:10: HF-CFG-016 httpPort and statsPort are both 8404");
    assertThat(HoldfastException.of(problems).exitCode()).isEqualTo(2);
  }

  @Test
  void keepsAtLeastOneSnapshotOfEachProduct() {
    var kept = GOOD.replace("soakSeconds: 5", "keepSnapshots: 1");
    assertThat(SiteReader.read("site.yaml", kept).upgrade().keepSnapshots()).isEqualTo(1);
    for (var refused : List.of("0", "-1", "1001")) {
      assertThat(problems(GOOD.replace("soakSeconds: 5", "keepSnapshots: " + refused)))
          .singleElement()
          .asString()
          .contains("keepSnapshots is a number from 1 to 1000");
    }
    assertThat(problems(GOOD.replace("soakSeconds: 5", "keepSnapshot: 1")))
        .singleElement()
        .asString()
        .contains("keepSnapshots");
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
  void readsTheNamesUnderWhichUsersReachTheBalancers() {
    var good = WITH_BALANCER + "network: {outward: {names: [shop.example.com, shop]}}\n";
    assertThat(SiteReader.read("site.yaml", good).network().outward())
        .contains(new Outward(List.of("shop.example.com", "shop"), 443));
    assertThat(
            problems(
                WITH_BALANCER
                    + "network: {outward: {names: [Shop_1, 10.0.0.1], httpsPort: 80, name: x}}\n"))
        .extracting(Problem::headline)
        .containsExactly(
            "site.yaml:8:63: HF-CFG-001 Unknown key \"name\" in \"network.outward\"; did you mean"
                + " \"names\"?",
            "site.yaml:8:29: HF-CFG-013 \"Shop_1\" is not a DNS name such as shop.example.com",
            "site.yaml:8:37: HF-CFG-013 \"10.0.0.1\" is not a DNS name such as shop.example.com",
            "site.yaml:8:59: HF-CFG-016 httpsPort is 80, which httpPort or statsPort is too");
    assertThat(problems(WITH_BALANCER + "network: {outward: {names: []}}\n"))
        .extracting(Problem::what)
        .containsExactly("network.outward: names needs at least one DNS name");
    assertThat(
            problems(
                WITH_BALANCER.replace("[lb]", "[worker]")
                    + "network: {outward: {names: [shop]}}\n"))
        .extracting(Problem::what)
        .containsExactly("There is no host with the role lb to serve TLS");
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
  void aDockerThatIsAlreadyThereIsUsedUnderNomadOnly() {
    var used = SiteReader.read("site.yaml", GOOD + "engine: nomad\nexisting: {docker: use}\n");
    assertThat(used.usesExistingDocker()).isTrue();
    assertThat(Json.read(Json.canonical(used), Site.class)).isEqualTo(used);
    assertThat(SiteReader.read("site.yaml", GOOD).usesExistingDocker()).isFalse();
    assertThat(Json.write(SiteReader.read("site.yaml", GOOD))).doesNotContain("existing");
    assertThat(problems(GOOD + "existing: {docker: use}\n"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.headline())
                  .startsWith("site.yaml:14:20: HF-CFG-030 A Docker that stands already");
              assertThat(problem.fix()).isNotEmpty();
            });
  }

  @Test
  void readsWhoApprovesPlans() {
    var key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A".repeat(43);
    var other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "B".repeat(43);
    var approvers =
        "approvers: [{name: ada, key: \""
            + key
            + " ada@desk\"}, {name: ben, key: \""
            + other
            + "\"}]\n";
    var site = SiteReader.read("site.yaml", GOOD + "approvals: 2\n" + approvers);
    assertThat(site.approvalsNeeded()).isEqualTo(2);
    assertThat(site.approvers().orElseThrow())
        .extracting(Approver::bareKey)
        .containsExactly(key, other);
    assertThat(SiteReader.read("site.yaml", GOOD).approvalsNeeded()).isZero();
    assertThat(Json.write(SiteReader.read("site.yaml", GOOD))).doesNotContain("approv");
    assertThat(problems(GOOD + "approvals: 3\n" + approvers))
        .extracting(Problem::headline)
        .containsExactly(
            "site.yaml:14:12: HF-CFG-005 approvals is 3, and there are 2 approvers: it is 0 to as"
                + " many as there are");
    assertThat(problems(GOOD + approvers.replace(other, key)))
        .singleElement()
        .satisfies(it -> assertThat(it.what()).contains("this key", "a second time"));
    assertThat(problems(GOOD + approvers.replace("ssh-ed25519 AAAAC3", "ssh-rsa AAAAB3")))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it.what()).contains("ssh-ed25519 AAAA..."));
    assertThat(problems(GOOD + approvers.replace("name: ben", "name: ada")))
        .extracting(Problem::id)
        .containsExactly(ProblemId.DUPLICATE_NAME);
  }

  @Test
  void aConsulThatIsAlreadyThereIsNotOffered() {
    assertThat(problems(GOOD + "existing: {consul: use, nomad: use, docker: used}\n"))
        .extracting(Problem::headline)
        .containsExactly(
            "site.yaml:14:25: HF-CFG-001 Unknown key \"nomad\" in \"existing\"",
            "site.yaml:14:45: HF-CFG-003 \"existing.docker\" is \"used\", which is not one of:"
                + " refuse, use; did you mean \"use\"?");
    assertThat(problems(GOOD + "existing: {consul: use}\n"))
        .extracting(Problem::id)
        .containsExactly(ProblemId.EXISTING_REFUSED);
  }

  @Test
  void readsTheUsersThatACompanyGives() {
    var text =
        GOOD + "users: {consul: {name: svc-consul, uid: 30010, gid: 30011, create: false}}\n";
    var site = SiteReader.read("site.yaml", text);
    assertThat(site.users().flatMap(ServiceUsers::consul))
        .contains(
            new ServiceUser(
                Optional.of("svc-consul"),
                Optional.empty(),
                Optional.of(30010),
                Optional.of(30011),
                false));
    assertThat(Json.read(Json.canonical(site), Site.class)).isEqualTo(site);
    assertThat(Json.write(SiteReader.read("site.yaml", GOOD))).doesNotContain("users");
  }

  @Test
  void saysWhatIsWrongWithUsersAtTheirPlace() {
    assertThat(
            problems(
                GOOD
                    + """
                    users:
                      consul: {name: Svc.Consul, uid: 0}
                      nomad: {name: root, group: Svc.Consul, create: false, giid: 7}
                      haproxy: {name: lb}
                    """))
        .extracting(Problem::headline)
        .containsExactly(
            "site.yaml:17:3: HF-CFG-001 Unknown key \"haproxy\" in \"users\"",
            "site.yaml:16:57: HF-CFG-001 Unknown key \"giid\" in \"users.nomad\"; did you mean"
                + " \"gid\"?",
            "site.yaml:15:18: HF-CFG-013 \"Svc.Consul\" is not a name of a user or a group, unless"
                + " it is there: create: false",
            "site.yaml:15:35: HF-CFG-005 0 is not a number of a user or a group: 1 to 2147483646",
            "site.yaml:16:17: HF-CFG-005 A service does not run as root where it can do without",
            "site.yaml:16:10: HF-CFG-005 users.nomad is of no use: the engine of this site runs no"
                + " Nomad",
            "site.yaml:16:30: HF-CFG-005 Consul and Nomad need a group each: keys are kept apart by"
                + " it");
  }

  @Test
  void consulAndNomadDoNotShareAUser() {
    var shared = "engine: nomad\nusers: {consul: {name: svc, uid: 7}, nomad: {%s}}\n";
    for (var same : List.of("name: svc, group: other", "uid: 7", "group: svc")) {
      assertThat(problems(GOOD + shared.formatted(same)))
          .extracting(Problem::id)
          .containsExactly(ProblemId.VALUE_REFUSED);
    }
    var apart = SiteReader.read("site.yaml", GOOD + shared.formatted("name: svc-nomad"));
    assertThat(apart.users().flatMap(ServiceUsers::nomad)).isPresent();
  }

  @Test
  void consulAndNomadDoNotShareTheUserThatOnlyOneOfThemIsGiven() {
    for (var same :
        List.of(
            "consul: {name: holdfast-nomad, group: other}",
            "consul: {group: holdfast-nomad}",
            "nomad: {name: holdfast-consul, group: other}",
            "nomad: {group: holdfast-consul, create: false}")) {
      assertThat(problems(GOOD + "engine: nomad\nusers: {" + same + "}\n"))
          .as(same)
          .extracting(Problem::id)
          .containsExactly(ProblemId.VALUE_REFUSED);
    }
    assertThat(
            problems(GOOD + "engine: nomad\nusers: {consul: {group: holdfast-nomad}}\n")
                .getFirst()
                .headline())
        .isEqualTo(
            "site.yaml:15:25: HF-CFG-005 Consul and Nomad need a group each: keys are kept apart by"
                + " it");
    var swarm = SiteReader.read("site.yaml", GOOD + "users: {consul: {name: holdfast-nomad}}\n");
    assertThat(swarm.users().flatMap(ServiceUsers::consul)).isPresent();
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
