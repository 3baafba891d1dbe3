package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.PaperDesk;
import io.holdfast.installer.wizard.Wizard;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the wizard writes, and writes over, in the folder of a site.
class WizardFilesTest extends WizardWalk {
  @Test
  void leavesASiteFileAloneHoweverOftenSomebodyLooksAtTheStart() throws Exception {
    var site = prepared("looked");
    Files.writeString(site, "site: mine\n");
    var out = new StringWriter();
    for (var time = 0; time < 2; time++) {
      assertThat(run(new PaperDesk(), site, plain(List.of("", "!"), out))).isEqualTo(Wizard.LEFT);
    }
    assertThat(out.toString().split("is here already", -1)).hasSize(3);
  }

  @Test
  void writesOverNoSiteFileThatItDidNotMake() throws Exception {
    var site = prepared("taken");
    Files.writeString(site, "site: mine\n");
    var glass = new ScriptedGlass().types("<enter><leave>");
    assertThat(run(new PaperDesk(), site, full(glass))).isEqualTo(Wizard.LEFT);
    assertThat(site).hasContent("site: mine\n");
    assertThat(String.join("\n", glass.page())).contains("install --answers site.yaml");
  }

  @Test
  void readsASecretUnseenAlsoAfterItsHelp() throws Exception {
    var site = prepared("unseen");
    var lines = lines(List.of("start", "bundle", "contents", "site", "access"));
    lines.addAll(List.of("login-key", "sudo-password", "*?", "* with blanks ", "", "!"));
    assertThat(run(new PaperDesk(), site, plain(lines, new StringWriter()))).isEqualTo(Wizard.LEFT);
    assertThat(site.resolveSibling("sudo-password")).hasContent(" with blanks \n");
  }

  @Test
  void writesOverNoPassphraseAndNoPasswordOfAnotherSite() throws Exception {
    var site = prepared("shared");
    Files.writeString(site.resolveSibling("sudo-password"), "theirs\n");
    var before = List.of("start", "bundle", "contents", "site", "access");
    var lines = lines(before);
    lines.addAll(List.of("login-key", "sudo-password", "*" + SECRET, "", "!"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), site, plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(site.resolveSibling("sudo-password")).hasContent("theirs\n");
    assertThat(out.toString()).contains("HF-CFG-020", "is not written over", "name another file");

    Files.writeString(site.resolveSibling("their-passphrase"), "theirs\n");
    var security = new ArrayList<>(List.of("", "login-key", "sudo-password", "*theirs", ""));
    security.addAll(lines(List.of("hosts", "keys", "probe", "topology", "network")));
    security.addAll(List.of("2", "", "", "their-passphrase", "*" + SECRET));
    security.addAll(List.of("", "our-passphrase", "*" + SECRET, "!"));
    assertThat(run(new PaperDesk(), site, plain(security, out))).isEqualTo(Wizard.LEFT);
    assertThat(site.resolveSibling("their-passphrase")).hasContent("theirs\n");
    assertThat(site.resolveSibling("our-passphrase")).hasContent(SECRET + "\n");
  }

  @Test
  void keepsNoPassphraseThatDoesNotOpenTheVaultOfTheSite() throws Exception {
    var site = prepared("sealed");
    var lines =
        lines(
            List.of(
                "start",
                "bundle",
                "contents",
                "site",
                "access",
                "login",
                "hosts",
                "keys",
                "probe",
                "topology",
                "network"));
    lines.addAll(List.of("2", "", "", "vault-passphrase", "*" + SECRET, "!"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk().opensBy("sealed"), site, plain(lines, out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("HF-VLT-001");
    assertThat(site.resolveSibling("vault-passphrase")).doesNotExist();
  }

  @Test
  void asksBeforeItWritesOverWhatSomebodyAddedToTheSiteFileAndKeepsIt() throws Exception {
    var site = halfTyped("by-hand").resolveSibling("site.yaml");
    var written = Files.readString(site);
    var byHand = written + "firewall: {mode: apply}\n";
    Files.writeString(site, byHand);
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), site, plain(List.of("", "", "!"), out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("is not written over", "install --answers site.yaml");
    assertThat(site).hasContent(byHand);

    assertThat(run(new PaperDesk(), site, plain(List.of("", "2", "!"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("15 of 16: Review");
    assertThat(site.resolveSibling("site.yaml.before")).hasContent(byHand);
    assertThat(site).hasContent(written);
    assertThat(run(new PaperDesk(), site, plain(List.of("", "!"), out))).isEqualTo(Wizard.LEFT);
  }

  @Test
  void keepsEachSiteFileThatItWritesOver() throws Exception {
    var site = halfTyped("twice").resolveSibling("site.yaml");
    for (var text : List.of("site: one\n", "site: two\n")) {
      Files.writeString(site, text);
      var lines = List.of("", "2", "!");
      assertThat(run(new PaperDesk(), site, plain(lines, new StringWriter())))
          .isEqualTo(Wizard.LEFT);
    }
    assertThat(site.resolveSibling("site.yaml.before")).hasContent("site: one\n");
    assertThat(site.resolveSibling("site.yaml.before-2")).hasContent("site: two\n");
  }

  @Test
  void writesOverNothingThatIsAddedWhileThePlanIsLookedAt() throws Exception {
    var site = prepared("meanwhile");
    var ids = List.copyOf(KEYS.keySet());
    var lines = lines(ids.subList(0, ids.indexOf("review")));
    var desk =
        new PaperDesk() {
          @Override
          public Planned plan(Task task, boolean isUpgrade) {
            try {
              Files.writeString(site, "# by hand\n", StandardOpenOption.APPEND);
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
            return super.plan(task, isUpgrade);
          }
        };
    lines.addAll(List.of("2", "!"));
    var out = new StringWriter();
    assertThat(run(desk, site, plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("site.yaml was changed since");
    assertThat(desk.done()).isEmpty();
    assertThat(Files.readString(site)).endsWith("# by hand\n");
  }

  @Test
  void readsAnswersThatWereKeptBeforeTheirSiteFileWasRemembered() throws Exception {
    var draft = halfTyped("older");
    var text = Files.readString(draft);
    Files.writeString(draft, text.replaceFirst(",\"written\":\"[0-9a-f]*\"", ""));
    assertThat(Files.readString(draft)).doesNotContain("written");
    var out = new StringWriter();
    var site = draft.resolveSibling("site.yaml");
    assertThat(run(new PaperDesk(), site, plain(List.of("", "!"), out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("15 of 16: Review");
  }

  @Test
  void takesNoPassphraseFileForTheVaultThatOthersCanRead() throws Exception {
    var site = prepared("open");
    var file = Files.writeString(site.resolveSibling("words"), "correct horse\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    var ids = List.copyOf(KEYS.keySet());
    var lines = lines(ids.subList(0, ids.indexOf("security")));
    lines.addAll(List.of("2", "", "", "words", "*", "!"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), site, plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString())
        .contains("words can be read by other users", "chmod 600 ")
        .doesNotContain("Preflight ==");
  }
}
