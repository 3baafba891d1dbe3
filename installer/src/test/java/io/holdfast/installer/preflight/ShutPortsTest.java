package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShutPortsTest {
  private static final ShutPorts SHUT =
      new ShutPorts(
          SiteReader.read("site.yaml", HostUnderCheck.SITE).hosts().getFirst(),
          new TreeMap<>(
              Map.of(
                  "s2", List.of("tcp:10.0.0.12:8300", "tcp:10.0.0.12:8301"),
                  "s3", List.of("tcp:10.0.0.13:8300"),
                  "w1", List.of("tcp:10.0.0.21:8301"))));

  @Test
  void tellsAllThatAHostCannotReachInOneBlock() {
    var findings = SHUT.findings(Set.of());
    assertThat(findings).hasSize(1);
    var problem = findings.getFirst().problem().orElseThrow();
    assertThat(problem.what()).isEqualTo("s1 cannot reach s2, s3, w1");
    assertThat(problem.evidence().orElseThrow().lines())
        .containsExactly(
            "no answer from s2: tcp:10.0.0.12:8300 tcp:10.0.0.12:8301",
            "no answer from s3: tcp:10.0.0.13:8300",
            "no answer from w1: tcp:10.0.0.21:8301");
    assertThat(problem.fix()).anySatisfy(fix -> assertThat(fix).contains("--bundle", "--trust"));
  }

  @Test
  void keepsWhatThePlanOpensApartFromWhatStopsIt() {
    var findings = SHUT.findings(Set.of("s3"));
    assertThat(findings)
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAIL, Finding.Level.WARN);
    assertThat(findings.stream().flatMap(it -> it.problem().stream()).map(Problem::what))
        .containsExactly(
            "s1 cannot reach s2, w1", "s1 cannot reach s3 yet; the plan opens its firewall");
  }

  @Test
  void saysNothingWhereNothingIsMissing() {
    assertThat(new ShutPorts(SHUT.from(), new TreeMap<>()).findings(Set.of())).isEmpty();
  }
}
