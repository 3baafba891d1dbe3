package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionChecksTest {
  private final HostUnderCheck host = new HostUnderCheck();

  private List<Problem> problems() {
    return host.report().failures();
  }

  private List<ProblemId> ids() {
    return problems().stream().map(Problem::id).toList();
  }

  /// Rocky Linux 9.4: `ID="rocky"`, `VERSION_ID="9.4"`, and no apt.
  private void rocky() {
    host.system = "rocky";
    host.version = "9.4";
    host.tools.remove("apt-get");
    host.tools.remove("dpkg");
    host.tools.put("rpm", "/usr/bin/rpm");
  }

  @Test
  void refusesTheFamilyThatItIsWrittenForAndNeverTriedUnlessSomebodyAnswersForIt() {
    rocky();
    assertThat(problems().stream().map(Problem::what))
        .containsExactly("Holdfast is written for rocky 9.4, and was never tried there");
    assertThat(problems().getFirst().fix().get(1)).startsWith("--skip HF-PRE-010@s1=REASON");
    assertThat(Skip.parse("HF-PRE-010@s1=a trial").covers(problems().getFirst())).isTrue();
    host.version = "8.10";
    assertThat(problems().stream().map(Problem::what))
        .containsExactly("The distribution rocky 8.10 is not supported");
  }

  @Test
  void refusesPackagesOfAnotherFamilyWhateverIsSkipped() {
    host.manifest = withPackage("docker.io_26.1.5_amd64.deb");
    assertThat(problems()).isEmpty();
    rocky();
    assertThat(ids())
        .containsExactly(ProblemId.DISTRIBUTION_UNSUPPORTED, ProblemId.PACKAGES_FOREIGN);
    assertThatThrownBy(() -> Skip.parse("HF-PRE-021@s1=a trial")).isNotNull();
    host.manifest = withPackage("docker-ce-26.1.3-1.el9.x86_64.rpm");
    assertThat(ids()).containsExactly(ProblemId.DISTRIBUTION_UNSUPPORTED);
  }

  private static Manifest withPackage(String file) {
    var digest = "a".repeat(64);
    var docker =
        new Component(
            "docker",
            ComponentKind.PACKAGES,
            "26.1.5",
            "linux",
            "amd64",
            new Licence("Apache-2.0", digest),
            "made here",
            List.of(),
            Undo.REINSTALL,
            List.of(new ComponentFile(file, "0644", digest, 1)),
            List.of(new PackagePin("docker", "26.1.5", "amd64", file)),
            List.of("docker"));
    return new Manifest(
        "holdfast/manifest/1",
        "shop",
        "1",
        "swarm",
        List.of(docker),
        List.of(),
        VendorSettings.none(),
        List.of(new Blob(digest, 1, List.of(digest))));
  }

  @Test
  void wantsWhatSelinuxIsToldWithWhereAHostHasIt() {
    host.tools.put("getenforce", "/usr/sbin/getenforce");
    host.tools.put("restorecon", "/usr/sbin/restorecon");
    assertThat(problems()).isEmpty();
    host.site("places: {program: /data/holdfast}\n");
    assertThat(problems().getFirst().fix())
        .containsExactly("on the host: apt-get install policycoreutils-python-utils");
  }
}
