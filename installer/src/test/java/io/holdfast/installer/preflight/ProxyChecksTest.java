package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyChecksTest {
  private final HostUnderCheck host = new HostUnderCheck();

  @Test
  void findsThatServicesWouldReachEachOtherThroughAProxy() {
    host.answer("proxy:services", "HTTP_PROXY HTTPS_PROXY", "localhost,10.1.0.0/16");
    assertThat(host.report().failures())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(ProblemId.PROXY_IN_THE_WAY);
              assertThat(problem.evidence().orElse("")).contains("does not name 10.0.0.11");
              assertThat(problem.fix()).anyMatch(fix -> fix.contains("hostProxy: unset"));
            });
  }

  @Test
  void isContentWhereUnitsTakeItAway() {
    host.site("network: {hostProxy: unset}\n").answer("proxy:services", "HTTP_PROXY", "");
    assertThat(host.report().failures()).isEmpty();
  }

  @Test
  void isContentWhereEveryHostIsExcepted() {
    host.answer("proxy:services", "HTTP_PROXY", "localhost,.example 10.0.0.0/24");
    assertThat(host.report().failures()).isEmpty();
    assertThat(host.report().warnings()).extracting(Problem::id).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "10.0.0.11", "10.0.0.0/8", "10.0.0.8/29", "0.0.0.0/0"})
  void readsExceptionsAsGoDoes(String entry) {
    assertThat(ProxyChecks.covers(entry, "10.0.0.11")).isTrue();
  }

  @Test
  void takesNothingElseForAnException() {
    for (var entry : List.of("", "10.0.0.1", "10.0.0.0/29", "10.0.0.*", "10.", "host.example")) {
      assertThat(ProxyChecks.covers(entry, "10.0.0.11")).as(entry).isFalse();
    }
  }
}
