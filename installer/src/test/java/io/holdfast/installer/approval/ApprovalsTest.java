package io.holdfast.installer.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys and signatures of the real `ssh-keygen` of this machine.
class ApprovalsTest {
  @TempDir private Path folder;
  private Signers signers = new Signers(Path.of(""));
  private Path plan = Path.of("");

  @BeforeEach
  void twoApproversAndAPlan() throws Exception {
    signers = Signers.in(folder);
    plan = folder.resolve("p.json");
    Files.writeString(plan, "{\"plan\":1}");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectInput(plan.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private Site site(int needed) throws IOException {
    return SiteReader.read("site.yaml", signers.site(needed));
  }

  private void approve(String name) throws IOException {
    var content = Files.readAllBytes(plan);
    put(name, SigningKey.read(folder.resolve(name), plan).sign(content));
  }

  private void put(String name, String signature) throws IOException {
    var signatures = Files.createDirectories(Approvals.folder(plan));
    Files.writeString(signatures.resolve(name + ".sig"), signature);
  }

  private void approveByOpenSsh(String name, String namespace) throws Exception {
    assertThat(run("ssh-keygen", "-Y", "sign", "-n", namespace, "-f", path(name), plan.toString()))
        .isZero();
    put(name, Files.readString(folder.resolve("p.json.sig")));
    Files.delete(folder.resolve("p.json.sig"));
  }

  private Approvals approvals() throws IOException {
    return Approvals.of(plan, Files.readAllBytes(plan), site(2));
  }

  @Test
  void takesWhatOpenSshSignsAndWhatIsSignedHere() throws Exception {
    approve("ada");
    approveByOpenSsh("ben", "holdfast-plan");
    assertThat(approvals().names()).containsExactly("ada", "ben");
    assertThat(approvals().unfit()).isEmpty();
    approvals().require(site(2), plan);
  }

  @Test
  void isVerifiedByOpenSsh() throws Exception {
    approve("ada");
    Files.writeString(folder.resolve("allowed"), "ada " + signers.pub("ada") + "\n");
    assertThat(verified("ada")).isZero();
    Files.writeString(plan, "{\"plan\":2}");
    assertThat(verified("ada")).isNotZero();
  }

  private int verified(String name) throws Exception {
    return run(
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        path("allowed"),
        "-I",
        name,
        "-n",
        "holdfast-plan",
        "-s",
        Approvals.folder(plan).resolve(name + ".sig").toString());
  }

  @Test
  void countsEachApproverOnceWhateverTheFilesAreCalled() throws Exception {
    approve("ada");
    put("also-ada", SigningKey.read(folder.resolve("ada"), plan).sign(Files.readAllBytes(plan)));
    assertThat(approvals().names()).containsExactly("ada");
    assertThatThrownBy(() -> approvals().require(site(2), plan))
        .hasMessageContaining("HF-RUN-016")
        .hasMessageContaining("1 of 2 approvals: ada");
  }

  @Test
  void doesNotCountAnotherPlanAStrangerOrAnotherPurpose() throws Exception {
    approve("ada");
    approve("eve");
    approveByOpenSsh("ben", "git");
    Files.writeString(plan, "{\"plan\":2}");
    assertThat(approvals().names()).isEmpty();
    assertThat(approvals().unfit())
        .containsExactly(
            "ada.sig: ada signed something else than this plan",
            "ben.sig: no signature of an ed25519 key for the namespace holdfast-plan",
            "eve.sig: its key is that of no approver in site.yaml");
  }

  @Test
  void takesNoSignatureThatWasTouched() throws Exception {
    approve("ada");
    var file = Approvals.folder(plan).resolve("ada.sig");
    var whole = Files.readString(file);
    for (var at = 30; at < whole.length() - 30; at += 7) {
      var other = whole.charAt(at) == 'A' ? 'B' : 'A';
      if (whole.charAt(at) != '\n') {
        Files.writeString(file, whole.substring(0, at) + other + whole.substring(at + 1));
        assertThat(approvals().names()).as("character %s", at).isEmpty();
      }
    }
    for (var length = 0; length < whole.length() - 1; length += 11) {
      Files.writeString(file, whole.substring(0, length));
      assertThat(approvals().names()).as("%s characters", length).isEmpty();
    }
  }

  @Test
  void tellsTheLineOfOpenSshForAKeyWithAPassphrase() throws Exception {
    signers.make("locked", "a long passphrase");
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("locked"), plan))
        .hasMessageContaining("HF-RUN-017")
        .hasMessageContaining("it has a passphrase");
    Files.writeString(folder.resolve("nothing"), "no key", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("nothing"), plan))
        .hasMessageContaining("HF-RUN-017");
  }

  @Test
  void asksForNobodyWhereTheSiteDoesNot() throws Exception {
    Approvals.of(plan, new byte[0], site(0)).require(site(0), plan);
  }
}
