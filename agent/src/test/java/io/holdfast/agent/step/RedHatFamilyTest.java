package io.holdfast.agent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.FakeHost;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts of the family of Red Hat Enterprise Linux as recorded answers: those of rpm were taken
/// from rpm 4.18.0, those of semanage and fapolicyd-cli from their manuals.
class RedHatFamilyTest {
  private static final String FOLDER = "/opt/holdfast/haproxy/1/packages/";
  @TempDir Path folder;
  private FakeHost host;
  private final Map<String, String> installed = new TreeMap<>();

  @BeforeEach
  void begin() throws IOException {
    host = new FakeHost(folder);
    DurableFiles.openFolders(host.root().at("/usr/bin"));
    DurableFiles.openFolders(host.root().at("/usr/sbin"));
    DurableFiles.openFolders(host.root().at(FOLDER));
    Files.writeString(host.root().at("/usr/bin/rpm"), "");
    host.answering("rpm --query --queryformat", this::query);
    installed.put("glibc", "2.34-100.el9");
  }

  private Output query(String line) {
    var text = new StringBuilder();
    var absent = 0;
    for (var name :
        line.substring(line.indexOf(RedHatFamily.FORM) + RedHatFamily.FORM.length() + 1)
            .split(" ")) {
      if (installed.containsKey(name)) {
        text.append(name).append('\t').append(installed.get(name)).append('\n');
      } else {
        text.append("package ").append(name).append(" is not installed\n");
        absent++;
      }
    }
    return new Output(absent, text.toString());
  }

  private void file(String name, String version) throws IOException {
    var path = host.root().at(FOLDER + name + "-" + version + ".rpm");
    Files.writeString(path, name);
    var warning = "warning: " + path + ": Header V4 RSA/SHA256 Signature, key ID 350d275d: NOKEY\n";
    host.answering(
        "rpm --query --package --queryformat " + RedHatFamily.FORM + " " + path,
        0,
        warning + name + "\t" + version + "\n");
  }

  private Outcome perform(Action action) throws IOException {
    return new Actions(host.root(), host, new Images(host.root()), new StepName("run-1", "/a"))
        .perform(action);
  }

  private Outcome install(String version) throws IOException {
    var pin = new Action.PackageVersion("haproxy", version);
    return perform(new Action.InstallPackages("/opt/holdfast", "haproxy", "1", List.of(pin)));
  }

  private List<String> transactions() {
    return host.ran().stream().filter(line -> line.startsWith("rpm --upgrade")).toList();
  }

  private String path(String name) {
    return host.root().at(FOLDER + name + ".rpm").toString();
  }

  @Test
  void bringsWhatWasAskedForAndWhatIsMissingBesideAndNothingThatIsThere() throws IOException {
    file("haproxy", "2.4.22-3.el9");
    file("lua-libs", "5.4.4-4.el9");
    file("glibc", "2.34-83.el9");
    host.answering(
        "rpm --upgrade",
        line -> {
          installed.put("haproxy", "2.4.22-3.el9");
          return new Output(0, "");
        });
    assertThat(install("2.4.22-3.el9").changed()).isTrue();
    assertThat(transactions())
        .containsExactly(
            "rpm --upgrade --oldpackage --quiet "
                + path("haproxy-2.4.22-3.el9")
                + " "
                + path("lua-libs-5.4.4-4.el9"));
    assertThat(install("2.4.22-3.el9").changed()).isFalse();
    assertThat(transactions()).hasSize(1);
  }

  @Test
  void goesBackToAnOlderVersionInTheSameWay() throws IOException {
    installed.put("haproxy", "3:2.8.0-1.el9");
    file("haproxy", "2.4.22-3.el9");
    host.answering(
        "rpm --upgrade",
        line -> {
          installed.put("haproxy", "2.4.22-3.el9");
          return new Output(0, "");
        });
    assertThat(install("2.4.22-3.el9").changed()).isTrue();
    assertThat(host.ran()).noneMatch(line -> line.startsWith("apt-get") || line.contains("dpkg"));
  }

  @Test
  void saysWhatRpmMissed() throws IOException {
    file("haproxy", "2.4.22-3.el9");
    host.answering(
        "rpm --upgrade",
        1,
        "error: Failed dependencies:\n\tlua-libs is needed by haproxy-2.4.22-3.el9.x86_64\n");
    assertThatThrownBy(() -> install("2.4.22-3.el9"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> {
              assertThat(failed.first().id()).isEqualTo(ProblemId.PACKAGES_FAILED);
              assertThat(failed.first().evidence().orElse("")).contains("lua-libs is needed");
            });
  }

  @Test
  void believesThePackageDatabaseAndNotTheExitCode() throws IOException {
    file("haproxy", "2.4.22-3.el9");
    assertThatThrownBy(() -> install("2.4.22-3.el9"))
        .hasMessageContaining("The package manager said it was done");
  }

  @Test
  void refusesAFileThatIsNoPackage() throws IOException {
    file("haproxy", "2.4.22-3.el9");
    Files.writeString(host.root().at(FOLDER + "junk.rpm"), "junk");
    host.answering("rpm --query --package", 1, "error: junk.rpm: not an rpm package\n");
    assertThatThrownBy(() -> install("2.4.22-3.el9")).hasMessageContaining("is no package");
  }

  private Action.PlaceCopy copy(String program) throws IOException {
    var text = io.holdfast.templates.text.SecretText.plain("x");
    var file = new Action.CopyFile("bin/x", "0755", Optional.empty(), Optional.of(text));
    return new Action.PlaceCopy(program, "consul", "1-a", List.of(file));
  }

  private void has(String program) throws IOException {
    Files.writeString(host.root().at("/usr/sbin/" + program), "");
  }

  @Test
  void tellsSelinuxAndFapolicydOfANewCopy() throws IOException {
    has("getenforce");
    has("fapolicyd-cli");
    host.answering("getenforce", 0, "Enforcing\n");
    perform(copy("/opt/holdfast"));
    assertThat(host.ran())
        .containsExactly(
            "getenforce",
            "restorecon -RF /opt/holdfast/consul/1-a",
            "fapolicyd-cli --file add /opt/holdfast/consul/1-a/ --trust-file holdfast",
            "fapolicyd-cli --update");
  }

  @Test
  void tellsSelinuxWhatAFolderOfTheCustomersIsLike() throws IOException {
    has("getenforce");
    host.answering("getenforce", 0, "Permissive\n");
    host.answering(
        "semanage", 1, "ValueError: Equivalence class for /data/holdfast already exists\n");
    perform(copy("/data/holdfast"));
    assertThat(host.ran())
        .containsExactly(
            "getenforce",
            "semanage fcontext --add --equal /opt/holdfast /data/holdfast",
            "restorecon -RF /data/holdfast/consul/1-a");
  }

  @Test
  void stopsTheStepWhereAGuardDoesNotLetTheCopyIn() throws IOException {
    has("getenforce");
    host.answering("getenforce", 0, "Enforcing\n");
    host.answering("restorecon", 255, "restorecon: Operation not permitted\n");
    assertThatThrownBy(() -> perform(copy("/opt/holdfast")))
        .hasMessageContaining("The labels of /opt/holdfast/consul/1-a cannot be set");
  }

  @Test
  void asksNothingWhereThereIsNoGuardOrItIsOff() throws IOException {
    perform(copy("/opt/holdfast"));
    assertThat(host.ran()).isEmpty();
    has("getenforce");
    host.answering("getenforce", 0, "Disabled\n");
    perform(copy("/opt/holdfast"));
    assertThat(host.ran()).containsExactly("getenforce");
  }
}
