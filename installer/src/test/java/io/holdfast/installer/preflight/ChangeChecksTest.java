package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeChecksTest {
  private final HostUnderCheck host = new HostUnderCheck();

  private List<Problem> failures(String... components) {
    return new Report(
            ChangeChecks.of(
                host.site,
                host.manifest,
                host.site.hosts().getFirst(),
                host.facts(),
                Set.of(components)))
        .failures();
  }

  @Test
  void refusesToTakeAUserAwayFromTheDataOfAProductThatIsChanged() {
    host.answer("owner:/var/lib/holdfast/consul", "30010")
        .answer("user:holdfast-consul", "holdfast-consul", "990", "990", "/usr/sbin/nologin");
    assertThat(failures("consul"))
        .singleElement()
        .satisfies(
            it -> assertThat(it.id()).isEqualTo(ProblemId.SERVICE_USER_DIFFERS),
            it -> assertThat(it.what()).contains("data of consul"),
            it -> assertThat(it.host()).hasValue("s1"));
  }

  @Test
  void refusesDataOfAnotherUserAlsoWhereThePlannedOneIsStillToBeMade() {
    host.answer("owner:/var/lib/holdfast/consul", "30010");
    assertThat(failures("consul")).hasSize(1);
  }

  @Test
  void asksNothingOfTheUsersOfWhatStaysAsItIs() {
    host.answer("owner:/var/lib/holdfast/consul", "30010");
    assertThat(failures("agent", "haproxy")).isEmpty();
  }

  @Test
  void hasNothingAgainstAHostThatIsAsTheSiteSays() {
    assertThat(failures("consul", "agent")).isEmpty();
  }
}
