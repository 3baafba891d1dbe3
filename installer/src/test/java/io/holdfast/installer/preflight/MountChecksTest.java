package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountChecksTest {
  private static final long MIB = 1 << 20;
  private static final String SITE = HostUnderCheck.SITE.replace("[server]", "[server, worker]");
  private static final String PLACES =
      "places: {program: /opt/holdfast, data: /data/holdfast, dockerRoot: /data/docker}\n";

  private final HostUnderCheck host = new HostUnderCheck();

  MountChecksTest() {
    host.site = SiteReader.read("site.yaml", SITE + PLACES);
  }

  private List<Problem> failures() {
    return host.report().failures();
  }

  private void lies(String folder, String mount, long freeMib, String options) {
    host.places.put(folder, new PlaceReading(mount, freeMib * MIB, 1 << 30));
    host.mountOptions.put(folder, options);
  }

  /// A bundle with one set of packages, so that hosts get some.
  private static Manifest packages(String name) {
    var component =
        new Component(
            name,
            ComponentKind.PACKAGES,
            "1",
            "linux",
            "all",
            new Licence("none", "a".repeat(64)),
            "a test",
            List.of(),
            Undo.REINSTALL,
            List.of(new ComponentFile("a.deb", "0755", "a".repeat(64), 3)),
            List.of(new PackagePin("a", "1", "all", "a.deb")),
            List.of("a"));
    return new Manifest(
        "holdfast/manifest/1",
        "shop",
        "1",
        "swarm",
        List.of(component),
        List.of(),
        VendorSettings.none(),
        List.of(new Blob("a".repeat(64), 3, List.of("a".repeat(64)))));
  }

  @Test
  void addsUpWhatIsNeededOnEachFileSystemApart() {
    lies("/opt/holdfast", "/opt", 65, "rw");
    lies("/data/holdfast", "/data", 300, "rw");
    lies("/data/docker", "/data", 300, "rw");
    lies("/usr", "/usr", 1, "rw");
    assertThat(failures())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("There is too little room on /data");
              assertThat(problem.evidence())
                  .contains("320 MiB needed on /data, 300 MiB free (/data/docker, /data/holdfast)");
            });
    lies("/data/docker", "/docker", 64, "rw");
    assertThat(failures()).isEmpty();
  }

  @Test
  void namesEachFileSystemThatCannotBeWritten() {
    lies("/opt/holdfast", "/opt", 900, "ro,nosuid");
    lies("/data/docker", "/data/docker", 900, "ro");
    lies("/etc", "/", 900, "ro");
    assertThat(failures()).extracting(Problem::id).containsOnly(ProblemId.MOUNT_UNFIT);
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly(
            "Nothing can be written to /data/docker",
            "Nothing can be written to /etc",
            "Nothing can be written to /opt/holdfast");
    assertThat(failures().getLast().fix())
        .containsExactly(
            "mount -o remount,rw /opt   # and in /etc/fstab",
            "or name another folder as places.program in site.yaml");
  }

  @Test
  void refusesNoexecOnlyWhereProgramsAreStarted() {
    lies("/data/holdfast", "/data", 900, "rw,noexec");
    lies("/data/docker", "/data", 900, "rw,noexec");
    lies("/var/lib/dpkg", "/var", 900, "rw,noexec");
    lies("/tmp", "/tmp", 900, "rw,noexec");
    assertThat(failures()).isEmpty();
    lies("/opt/holdfast", "/opt", 900, "rw,noexec");
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly(
            "No program can be started from /opt/holdfast: it holds programs of the platform");
  }

  @Test
  void refusesNoexecWhereThePackagesOfThisHostStartTheirScripts() {
    lies("/var/lib/dpkg", "/var", 900, "rw,noexec");
    host.manifest = packages("haproxy");
    assertThat(failures()).isEmpty();
    host.manifest = packages("docker");
    assertThat(failures())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(ProblemId.MOUNT_UNFIT);
              assertThat(problem.evidence()).contains("/var is mounted noexec");
            });
  }

  @Test
  void warnsOfTasksThatNomadCouldNotStart() {
    host.site = SiteReader.read("site.yaml", SITE + PLACES + "engine: nomad\n");
    lies("/data/holdfast", "/data", 900, "rw,noexec");
    assertThat(failures()).isEmpty();
    assertThat(host.report().warnings())
        .extracting(Problem::id)
        .containsExactly(ProblemId.MOUNT_UNFIT);
  }

  @Test
  void asksAboutEachFolderThatItJudges() {
    assertThat(MountChecks.folders()).contains("/etc", "/usr", "/var/lib/dpkg");
  }
}
