package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostChecksTest {
  private final HostUnderCheck host = new HostUnderCheck();

  private List<Problem> problems() {
    return host.report().failures();
  }

  private List<ProblemId> ids() {
    return problems().stream().map(Problem::id).toList();
  }

  @Test
  void findsNothingOnAGoodHost() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void addsUpWhatFoldersOfOneFileSystemNeed() {
    host.free = 300L << 20;
    assertThat(ids()).containsExactly(ProblemId.DISK_SPACE);
  }

  @Test
  void namesEachPortThatSomebodyElseHas() {
    host.listening.put("tcp:8300", List.of("0.0.0.0"));
    host.listening.put("udp:8301", List.of("10.0.0.11"));
    host.listening.put("tcp:8501", List.of("10.0.0.11"));
    assertThat(problems().stream().map(Problem::what))
        .containsExactly(
            "Port 8300/tcp is taken; consul needs it", "Port 8301/udp is taken; consul needs it");
  }

  @Test
  void saysOfAHostOfAnotherClusterOnlyThat() {
    host.siteOfHost = Optional.of("other-9");
    host.free = 0;
    assertThat(ids()).containsExactly(ProblemId.OTHER_CLUSTER);
  }

  @Test
  void refusesADistributionNobodyTried() {
    host.version = "11";
    assertThat(ids()).containsExactly(ProblemId.DISTRIBUTION_UNSUPPORTED);
  }

  @Test
  void refusesAHostWithTooLittleMemory() {
    host.memory = 512L << 20;
    assertThat(ids()).containsExactly(ProblemId.MEMORY);
  }

  @Test
  void everyFailureEndsWithWhatToDo() {
    host.memory = 512L << 20;
    host.free = 300L << 20;
    host.tools.remove("find");
    host.tools.remove("head");
    host.listening.put("tcp:8300", List.of("0.0.0.0"));
    assertThat(problems()).hasSize(4).allMatch(problem -> !problem.fix().isEmpty());
    assertThat(problems().stream().flatMap(problem -> problem.fix().stream()))
        .contains("on the host: apt-get install coreutils findutils");
  }

  @Test
  void refusesAForeignDockerAndAdvisesOnlyWhatWorks() {
    host.tools.put("dockerd", "/usr/sbin/dockerd");
    assertThat(ids()).containsExactly(ProblemId.EXISTING_DOCKER);
    assertThat(problems().getFirst().fix())
        .containsExactly("remove it from the host first, or choose another host");
  }

  @Test
  void refusesWhatItsOwnComponentsWouldMeetAndNothingElse() {
    host.site("engine: nomad\n");
    host.tools.put("dockerd", "/usr/sbin/dockerd");
    assertThat(problems()).isEmpty();
    host.tools.put("nomad", "/usr/bin/nomad");
    assertThat(ids()).containsExactly(ProblemId.EXISTING_NOMAD);
    host.listening.put("tcp:4646", List.of("127.0.0.1"));
    assertThat(problems().stream().map(Problem::what))
        .contains("Port 4646/tcp is taken; nomad needs it");
  }
}
