package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerChecksTest {
  private static final String USED = "existing: {docker: use}\n";
  private static final String GOOD =
      """
      {"ServerVersion":"20.10.24+dfsg1","OSType":"linux","DockerRootDir":"/data/docker",\
      "LiveRestoreEnabled":true}\
      """;

  private final HostUnderCheck host = worker(USED);

  private static HostUnderCheck worker(String more) {
    var host = new HostUnderCheck();
    var text = HostUnderCheck.SITE.replace("[server]", "[server, worker]");
    host.site = SiteReader.read("site.yaml", text + "engine: nomad\n" + more);
    return host;
  }

  private List<Problem> failures() {
    return host.report().failures();
  }

  private void says(String info) {
    host.tools.put("dockerd", "/usr/sbin/dockerd");
    host.answer("docker:/var/run/docker.sock", info);
  }

  @Test
  void asksTheDaemonOnlyWhereItShallBeUsed() {
    assertThat(DockerChecks.questions(host.site, host.site.hosts().getFirst()))
        .containsExactly("docker:/var/run/docker.sock");
    var managed = worker("");
    assertThat(DockerChecks.questions(managed.site, managed.site.hosts().getFirst())).isEmpty();
  }

  @Test
  void usesADockerThatAnswersAndIsNewEnough() {
    says(GOOD);
    assertThat(failures()).isEmpty();
    assertThat(host.report().warnings()).isEmpty();
    assertThat(host.report().lines())
        .anyMatch(line -> line.contains("20.10.24+dfsg1, used as it stands: not managed"));
  }

  @Test
  void looksForRoomWhereThatDockerKeepsItsData() {
    says(GOOD);
    host.places.put("/data/docker", new PlaceReading("/data", 1 << 20, 1 << 30));
    assertThat(failures())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(ProblemId.DISK_SPACE);
              assertThat(problem.evidence().orElse("")).contains("/data/docker");
            });
  }

  @Test
  void saysWhetherItIsMissingOrSilent() {
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly("There is no Docker to be used");
    host.tools.put("dockerd", "/usr/sbin/dockerd");
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly("The Docker that shall be used does not answer");
    assertThat(failures()).allMatch(problem -> !problem.fix().isEmpty());
  }

  @Test
  void refusesAnOldOneAndAGarbledAnswer() {
    for (var version : List.of("19.03.15", "1.13.1", "dev", "")) {
      says(GOOD.replace("20.10.24+dfsg1", version));
      assertThat(failures()).extracting(Problem::id).containsExactly(ProblemId.EXISTING_UNFIT);
    }
    says("{\"ServerVersion\":");
    assertThat(failures()).extracting(Problem::id).containsExactly(ProblemId.EXISTING_UNFIT);
  }

  @Test
  void warnsWhereARestartOfItEndsTheTasks() {
    says(GOOD.replace("true", "false"));
    assertThat(failures()).isEmpty();
    assertThat(host.report().warnings())
        .extracting(Problem::id)
        .containsExactly(ProblemId.EXISTING_UNFIT);
  }

  @Test
  void advisesToUseItOnlyWhereThatIsOffered() {
    var managed = worker("");
    managed.tools.put("dockerd", "/usr/sbin/dockerd");
    assertThat(managed.report().failures())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.fix()).anyMatch(fix -> fix.contains("docker: use")));
  }
}
