package io.holdfast.installer.wizard;

import static io.holdfast.installer.wizard.Question.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.SudoMode;
import io.holdfast.templates.site.VaultKey;
import io.holdfast.templates.site.WorkerMode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiteTextTest {
  static final Draft ANSWERED =
      Draft.empty()
          .forEngine("nomad")
          .with(SITE, "acme")
          .with(OWNER, "Ops: \"night\" shift")
          .with(USER, "ops")
          .with(SUDO_PASSWORD_FILE, "sudo-password")
          .with(JUMP, "admin@gate.example:2222")
          .with(HOSTS, "s1 10.0.0.11 server room-a\nw[1-2] 10.0.0.[21-22] worker+lb")
          .with(WORKERS, "wait");

  @Test
  void isReadBackAsWhatWasAnswered() {
    var site = SiteText.of(ANSWERED).site();
    assertThat(site.site()).isEqualTo("acme");
    assertThat(site.contact().owner()).isEqualTo("Ops: \"night\" shift");
    assertThat(site.engine()).isEqualTo(Engine.NOMAD);
    assertThat(site.access().user()).isEqualTo("ops");
    assertThat(site.access().sudo()).isEqualTo(SudoMode.PASSWORD);
    assertThat(site.access().sudoPasswordFile()).contains("sudo-password");
    assertThat(site.access().jump())
        .hasValueSatisfying(
            jump -> {
              assertThat(jump.address()).isEqualTo("gate.example");
              assertThat(jump.user()).contains("admin");
              assertThat(jump.port()).isEqualTo(2222);
            });
    assertThat(site.hosts()).hasSize(3);
    assertThat(site.hosts().getFirst().zone()).contains("room-a");
    assertThat(site.vault()).isEqualTo(new VaultKey.KeyFile("vault.key"));
    assertThat(site.upgrade().workers()).isEqualTo(WorkerMode.WAIT);
    assertThat(site.network().httpPort()).isEqualTo(80);
  }

  @Test
  void writesEveryFormOfLoginAndVault() {
    var password = ANSWERED.with(LOGIN, "password").with(PASSWORD_FILE, "pass word");
    assertThat(SiteText.of(password).site().access().passwordFile()).contains("pass word");
    var agent = ANSWERED.with(LOGIN, "agent");
    assertThat(SiteText.of(agent).site().access().agent()).isTrue();
    var command = ANSWERED.with(VAULT, "command").with(VAULT_COMMAND, "safe  get 'x'");
    assertThat(SiteText.of(command).site().vault())
        .isEqualTo(new VaultKey.Command(List.of("safe", "get", "'x'")));
    var phrase = ANSWERED.with(VAULT, "passphrase");
    assertThat(SiteText.of(phrase).site().vault())
        .isEqualTo(new VaultKey.PassphraseFile("vault-passphrase"));
  }

  @Test
  void quotesWhatYamlWouldTakeForSomethingElse() {
    for (var user : List.of("no", "null", "007", "a: b", "~", "#x", "0x10", "1e3")) {
      var text = SiteText.of(ANSWERED.with(OWNER, user).with(DATACENTER, user));
      assertThat(text.text()).contains("owner: \"" + user + "\"");
    }
    assertThat(SiteText.of(ANSWERED.with(DATACENTER, "no")).site().network().datacenter())
        .isEqualTo("no");
    assertThat(SiteText.of(ANSWERED.with(SITE, "123")).site().site()).isEqualTo("123");
  }

  @Test
  void givesEachProblemToTheScreenThatAskedForIt() {
    var wrong =
        ANSWERED
            .with(SITE, "Not A Name")
            .with(USER, "-x")
            .with(HTTP_PORT, "eighty")
            .with(DATA, "relative")
            .with(HOSTS, "s1 10.0.0.11 server\ns2 10.0.0.11 server");
    var text = SiteText.of(wrong);
    assertThat(text.problemsOf("network")).extracting(Problem::id).contains(ProblemId.WRONG_TYPE);
    assertThat(text.problemsOf("places")).isNotEmpty();
    var names = SiteText.of(ANSWERED.with(SITE, "Not A Name").with(USER, "-x"));
    assertThat(names.problemsOf("site"))
        .extracting(Problem::id)
        .containsExactly(ProblemId.BAD_NAME);
    assertThat(names.problemsOf("access"))
        .extracting(Problem::id)
        .containsExactly(ProblemId.BAD_NAME);
    assertThat(names.problemsOf("hosts")).isEmpty();
    var even = SiteText.of(ANSWERED.with(HOSTS, "s1 10.0.0.11 server\ns2 10.0.0.12 server"));
    assertThat(even.problemsOf("hosts"))
        .extracting(Problem::id)
        .containsExactly(ProblemId.EVEN_SERVERS);
  }

  @Test
  void saysOfEveryDefaultWhatItIs() {
    var text = SiteText.of(ANSWERED).text();
    assertThat(text).contains("soakSeconds: 15", "drainSeconds: 60", "program: /opt/holdfast");
    assertThat(SiteText.of(ANSWERED).problems()).isEmpty();
    assertThat(ANSWERED.engine()).isEqualTo(Optional.of("nomad"));
  }
}
