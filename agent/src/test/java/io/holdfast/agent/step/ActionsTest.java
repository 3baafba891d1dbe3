package io.holdfast.agent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.FakeHost;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.UnitVerb;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionsTest {
  private static final String ME = FakeHost.me();
  @TempDir Path folder;
  private FakeHost host;
  private String policyInTransaction = "";

  @BeforeEach
  void begin() {
    host = new FakeHost(folder);
  }

  private Outcome perform(String step, Action action) throws IOException {
    var name = new StepName("run-1", step);
    return new Actions(host.root(), host, new Images(host.root()), name).perform(action);
  }

  private Outcome perform(Action action) throws IOException {
    return perform("/a", action);
  }

  private static Action.PlaceFile place(String text) {
    return new Action.PlaceFile("/etc/x/a.conf", "0640", ME, SecretText.of(text));
  }

  private static Action.Unit unit(UnitVerb verb) {
    return new Action.Unit("docker.service", verb);
  }

  private Path at(String path) {
    return host.root().at(path);
  }

  @Test
  void placesAFileAndCorrectsOnlyTheModeWhereTheTextIsRight() throws IOException {
    assertThat(perform(place("one")).changed()).isTrue();
    assertThat(Access.of(at("/etc/x/a.conf"))).isEqualTo(new Access("0640", ME));
    Files.setPosixFilePermissions(at("/etc/x/a.conf"), Access.permissions("0666"));
    assertThat(perform(place("one")).changed()).isTrue();
    assertThat(Access.of(at("/etc/x/a.conf")).mode()).isEqualTo("0640");
    assertThat(perform(place("one")).changed()).isFalse();
  }

  @Test
  void putsBackWhatStoodThereBeforeTheStepAlsoAfterARepeatedAttempt() throws IOException {
    perform("/first", place("old"));
    perform("/second", place("new"));
    perform("/second", place("newer"));
    assertThat(perform("/undo", new Action.PutBack("/second")).changed()).isTrue();
    assertThat(at("/etc/x/a.conf")).hasContent("old");
    assertThat(perform("/undo", new Action.PutBack("/second")).changed()).isFalse();
  }

  @Test
  void putsBackAnAbsentFileAsAbsentAndARemovedOneAsPresent() throws IOException {
    perform("/make", place("x"));
    perform("/remove", new Action.RemoveFile("/etc/x/a.conf"));
    assertThat(at("/etc/x/a.conf")).doesNotExist();
    perform("/undo", new Action.PutBack("/remove"));
    assertThat(at("/etc/x/a.conf")).hasContent("x");
    perform("/undo", new Action.PutBack("/make"));
    assertThat(at("/etc/x/a.conf")).doesNotExist();
  }

  @Test
  void putsBackASymbolicLinkAsALink() throws IOException {
    DurableFiles.openFolders(at("/etc/x"));
    Files.createSymbolicLink(at("/etc/x/a.conf"), Path.of("elsewhere"));
    perform("/a", place("x"));
    assertThat(at("/etc/x/a.conf")).isRegularFile().hasContent("x");
    perform("/undo", new Action.PutBack("/a"));
    assertThat(Files.readSymbolicLink(at("/etc/x/a.conf"))).isEqualTo(Path.of("elsewhere"));
  }

  @Test
  void refusesPathsThatClimbAndSecretsThatWereNotFilledIn() {
    var climbing = new Action.PlaceFile("/etc/../../x", "0600", ME, SecretText.of(""));
    assertThatThrownBy(() -> perform(climbing)).isInstanceOf(HoldfastException.class);
    assertThatThrownBy(() -> perform(place("{{secret:a}}"))).hasMessageContaining("not filled in");
  }

  @Test
  void makesFoldersWithTheirMode() throws IOException {
    var action = new Action.EnsureFolder("/var/lib/x/y", "0750", ME);
    assertThat(perform(action).changed()).isTrue();
    assertThat(Access.of(at("/var/lib/x/y")).mode()).isEqualTo("0750");
    assertThat(Access.of(at("/var/lib/x")).mode()).isEqualTo("0755");
    assertThat(perform(action).changed()).isFalse();
  }

  private String blob(String text) throws IOException {
    var digest = Sha256.of(text);
    DurableFiles.openFolders(host.root().store().resolve("sha256"));
    Files.writeString(host.root().store().resolve("sha256/" + digest), text);
    return digest;
  }

  private static Action.PlaceCopy copy(String digest) {
    return copy(digest, "1.15.4-abc");
  }

  private static Action.PlaceCopy copy(String digest, String copyId) {
    var text = Optional.of(SecretText.of("{}"));
    return new Action.PlaceCopy(
        "/opt/holdfast",
        "consul",
        copyId,
        List.of(
            new Action.CopyFile("bin/consul", "0755", Optional.of(digest), Optional.empty()),
            new Action.CopyFile("etc/c.json", "0644", Optional.empty(), text)));
  }

  @Test
  void buildsACopyAndChoosesIt() throws IOException {
    var digest = blob("binary");
    Files.createDirectories(at("/opt/holdfast/consul/1.15.4-abc.part-99/bin"));
    assertThat(perform(copy(digest)).changed()).isTrue();
    var consul = at("/opt/holdfast/consul");
    assertThat(consul.resolve("1.15.4-abc/bin/consul")).hasContent("binary").isExecutable();
    assertThat(consul.resolve("1.15.4-abc/etc/c.json")).hasContent("{}");
    assertThat(consul.resolve("1.15.4-abc.part-99")).doesNotExist();
    assertThat(perform(copy(digest)).changed()).isFalse();
    var choice = new Action.SwitchCopy("/opt/holdfast", "consul", "1.15.4-abc");
    assertThat(perform(choice).changed()).isTrue();
    assertThat(perform(choice).changed()).isFalse();
    assertThat(consul.resolve("current/bin/consul")).hasContent("binary");
  }

  @Test
  void sharesALargeFileWithTheChosenCopyOnlyWhereItsBytesAreRight() throws IOException {
    var digest = blob("b".repeat(2 << 20));
    perform(copy(digest));
    perform(new Action.SwitchCopy("/opt/holdfast", "consul", "1.15.4-abc"));
    var consul = at("/opt/holdfast/consul");
    var first = consul.resolve("1.15.4-abc/bin/consul");
    assertThat(perform(copy(digest, "1.15.4-def")).changed()).isTrue();
    assertThat(Files.isSameFile(first, consul.resolve("1.15.4-def/bin/consul"))).isTrue();
    Files.writeString(first, "c".repeat(2 << 20));
    perform(copy(digest, "1.15.4-ghi"));
    var third = consul.resolve("1.15.4-ghi/bin/consul");
    assertThat(Files.isSameFile(first, third)).isFalse();
    assertThat(Sha256.of(Files.readString(third))).isEqualTo(digest);
  }

  @Test
  void leavesNoCopyWhereABlobIsDamagedOrMissing() throws IOException {
    var digest = blob("binary");
    Files.writeString(host.root().store().resolve("sha256/" + digest), "bimary");
    assertThatThrownBy(() -> perform(copy(digest))).hasMessageContaining("damaged");
    assertThatThrownBy(() -> perform(copy("0".repeat(64)))).isInstanceOf(IOException.class);
    assertThat(at("/opt/holdfast/consul/1.15.4-abc")).doesNotExist();
    var choice = new Action.SwitchCopy("/opt/holdfast", "consul", "1.15.4-abc");
    assertThatThrownBy(() -> perform(choice)).hasMessageContaining("no copy");
  }

  @Test
  void setsAFolderAsideAndNeverOverOneSetAsideBefore() throws IOException {
    DurableFiles.openFolders(at("/var/lib/c/raft"));
    var action = new Action.SetAside("/var/lib/c");
    assertThat(perform(action).changed()).isTrue();
    assertThat(perform(action).changed()).isFalse();
    assertThat(at("/var/lib/c.aside-run-1/raft")).isDirectory();
    DurableFiles.openFolders(at("/var/lib/c"));
    assertThat(perform(action).says()).contains("c.aside-run-1-2");
  }

  @Test
  void looksBeforeItTurnsAUnit() throws IOException {
    host.answering("systemctl is-active docker.service", 0, "active\n");
    host.answering("systemctl is-enabled", 1, "");
    assertThat(perform(unit(UnitVerb.START)).changed()).isFalse();
    assertThat(perform(unit(UnitVerb.ENABLE)).changed()).isTrue();
    assertThat(perform(unit(UnitVerb.DISABLE)).changed()).isFalse();
    assertThat(perform(unit(UnitVerb.TRY_RESTART)).changed()).isTrue();
    assertThat(host.ran())
        .contains("systemctl enable docker.service", "systemctl try-restart docker.service");
  }

  @Test
  void reloadsAUnitThatRuns() throws IOException {
    host.answering("systemctl is-active haproxy.service", 0, "active\n");
    assertThat(perform(new Action.Unit("haproxy.service", UnitVerb.RELOAD)).says())
        .isEqualTo("reload haproxy.service");
    assertThat(host.ran())
        .contains("systemctl reload haproxy.service")
        .doesNotContain("systemctl start haproxy.service");
  }

  @Test
  void startsAUnitThatShallReloadAndDoesNotRun() throws IOException {
    host.answering("systemctl is-active haproxy.service", 3, "failed\n");
    host.answering("systemctl reload", 1, "haproxy.service is not active, cannot reload.");
    assertThat(perform(new Action.Unit("haproxy.service", UnitVerb.RELOAD)).says())
        .isEqualTo("start haproxy.service");
    assertThat(host.ran())
        .containsSubsequence(
            "systemctl reset-failed haproxy.service", "systemctl start haproxy.service");
  }

  @Test
  void stopsTheSocketThatWouldStartAUnitAgain() throws IOException {
    host.answering("systemctl show --property=TriggeredBy", 0, "docker.socket\n");
    host.answering("systemctl is-active docker.service", 3, "inactive\n");
    host.answering("systemctl is-active docker.socket", 0, "active\n");
    assertThat(perform(unit(UnitVerb.STOP)).changed()).isTrue();
    assertThat(host.ran()).contains("systemctl stop docker.socket docker.service");
  }

  @Test
  void showsTheUnitsOwnLogWhenItDoesNotStart() {
    host.answering("systemctl is-active", 3, "failed");
    host.answering("systemctl start", 1, "Job failed");
    host.answering("journalctl", 0, "cannot bind port 80");
    assertThatThrownBy(() -> perform(unit(UnitVerb.START)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> assertThat(failed.first().evidence().orElse("")).contains("cannot bind"));
  }

  @Test
  void deniesServiceStartsDuringATransactionAndPutsTheHostsOwnPolicyBack() throws IOException {
    DurableFiles.openFolders(at("/usr/sbin"));
    Files.writeString(at("/usr/sbin/policy-rc.d"), "own");
    var action = installDocker();
    assertThat(perform(action).changed()).isTrue();
    assertThat(at("/usr/sbin/policy-rc.d")).hasContent("own");
    assertThat(at("/var/lib/holdfast/apt/docker/Packages"))
        .content()
        .contains(
            "Package: docker.io", "Filename: ./packages/d.deb", "SHA256: " + Sha256.of("deb"));
    assertThat(perform(action).changed()).isFalse();
  }

  @Test
  void takesItsPolicyAwayWhereAPowerCutCameRightAfterTheTransaction() throws IOException {
    DurableFiles.openFolders(at("/usr/sbin"));
    var action = installDocker();
    perform(action);
    assertThat(at("/usr/sbin/policy-rc.d")).doesNotExist();
    Files.writeString(at("/usr/sbin/policy-rc.d"), policyInTransaction);
    perform(action);
    assertThat(at("/usr/sbin/policy-rc.d")).doesNotExist();
    Files.writeString(at("/usr/sbin/policy-rc.d"), policyInTransaction);
    Files.writeString(at("/usr/sbin/policy-rc.d.holdfast-kept"), "own");
    perform(action);
    assertThat(at("/usr/sbin/policy-rc.d")).hasContent("own");
  }

  private Action.InstallPackages installDocker() throws IOException {
    DurableFiles.openFolders(at("/usr/bin"));
    Files.writeString(at("/usr/bin/dpkg-query"), "");
    DurableFiles.openFolders(at("/opt/holdfast/docker/1/packages"));
    Files.writeString(at("/opt/holdfast/docker/1/packages/d.deb"), "deb");
    host.answering("dpkg-deb --field", 0, "Package: docker.io\nVersion: 20.1+b1\n");
    var installed = new StringBuilder();
    host.answering("dpkg-query", line -> new Output(1, installed.toString()));
    host.answering("apt-get", line -> install(line, installed));
    var pin = new Action.PackageVersion("docker.io", "20.1+b1");
    return new Action.InstallPackages("/opt/holdfast", "docker", "1", List.of(pin));
  }

  private Output install(String line, StringBuilder installed) {
    if (line.contains(" install ")) {
      installed.append("docker.io\t20.1+b1\tinstalled\n");
      assertThat(line).endsWith("docker.io=20.1+b1").contains("--no-install-recommends");
      try {
        policyInTransaction = Files.readString(at("/usr/sbin/policy-rc.d"));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      assertThat(policyInTransaction).contains("exit 101");
    }
    return new Output(0, "");
  }
}
