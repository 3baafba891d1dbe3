package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserChecksTest {
  private static final String GIVEN =
      "users: {consul: {name: svc-consul, uid: 30010, gid: 30011, create: false}}\n";
  private static final String MADE = "users: {consul: {name: svc-consul, uid: 30010}}\n";

  private final HostUnderCheck host = new HostUnderCheck();

  private List<Problem> failures() {
    return host.report().failures();
  }

  @Test
  void asksOnlyWhoseTheDataIsWhereTheSiteSaysNothingOfUsers() {
    assertThat(UserChecks.questions(host.site, host.site.hosts().getFirst()))
        .containsExactly("user:holdfast-consul", "owner:/var/lib/holdfast/consul");
    assertThat(UserChecks.questions(host.site(GIVEN).site, host.site.hosts().getFirst()))
        .contains("user:svc-consul", "group:svc-consul", "user:30010", "group:30011");
  }

  @Test
  void isContentWithAUserAsTheSiteSays() {
    host.site(GIVEN)
        .answer("user:svc-consul", "svc-consul", "30010", "30011", "/usr/sbin/nologin")
        .answer("group:svc-consul", "svc-consul", "30011")
        .answer("owner:/var/lib/holdfast/consul", "30010");
    assertThat(failures()).isEmpty();
    assertThat(host.report().warnings()).isEmpty();
    assertThat(host.report().lines()).anyMatch(line -> line.contains("svc-consul"));
  }

  @Test
  void namesAMissingUserAndAMissingGroupWithTheCommandThatMakesThem() {
    host.site(GIVEN);
    assertThat(failures())
        .extracting(Problem::id)
        .containsExactly(ProblemId.SERVICE_USER_MISSING, ProblemId.SERVICE_USER_MISSING);
    assertThat(failures().stream().map(problem -> problem.fix().getFirst()))
        .containsExactly(
            "on the host: groupadd --system --gid 30011 svc-consul   # or have it made in the"
                + " directory",
            "on the host: useradd --system --uid 30010 --no-create-home --shell /usr/sbin/nologin"
                + " svc-consul   # or have it made in the directory");
  }

  @Test
  void namesWrongNumbersAndWarnsOfALoginShell() {
    host.site(GIVEN)
        .answer("user:svc-consul", "svc-consul", "999", "30011", "/bin/bash")
        .answer("group:svc-consul", "svc-consul", "998");
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly(
            "The group svc-consul has the number 998, not 30011",
            "The user svc-consul has the number 999, not 30010");
    assertThat(host.report().warnings())
        .extracting(Problem::id)
        .containsExactly(ProblemId.SERVICE_USER_SHELL);
  }

  @Test
  void findsThatTheNumberOfAUserToBeMadeIsTaken() {
    host.site(MADE);
    assertThat(failures()).isEmpty();
    host.answer("user:30010", "backup", "30010", "34", "/bin/sh");
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly("The number 30010 of the user svc-consul is taken by backup");
  }

  @Test
  void refusesAUserOrAGroupThatIsOnlyAnotherNameOfRoot() {
    host.site("users: {consul: {name: svc-consul, create: false}}\n")
        .answer("user:svc-consul", "svc-consul", "0", "0", "/usr/sbin/nologin")
        .answer("group:svc-consul", "svc-consul", "0");
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "The user svc-consul is only another name of root",
            "The group svc-consul is only another name of root");
  }

  @Test
  void refusesTwoNamesOfOneNumber() {
    host.site("engine: nomad\nusers: {consul: {name: svc-consul, create: false}}\n")
        .answer("user:svc-consul", "svc-consul", "30010", "30010", "/usr/sbin/nologin")
        .answer("group:svc-consul", "svc-consul", "30010")
        .answer("user:holdfast-nomad", "holdfast-nomad", "998", "998", "/usr/sbin/nologin")
        .answer("group:holdfast-nomad", "holdfast-nomad", "998");
    assertThat(UserChecks.questions(host.site, host.site.hosts().getFirst()))
        .contains("group:svc-consul", "group:holdfast-nomad");
    assertThat(failures()).isEmpty();
    host.answer("user:holdfast-nomad", "holdfast-nomad", "30010", "998", "/usr/sbin/nologin");
    assertThat(failures())
        .extracting(Problem::what)
        .containsExactly("The user holdfast-nomad is only another name of svc-consul");
    host.answer("group:holdfast-nomad", "holdfast-nomad", "30010");
    assertThat(failures()).hasSize(2);
  }

  @Test
  void refusesToPutAProductUnderAnotherUserThanItsData() {
    host.siteOfHost = java.util.Optional.of("acme-1");
    host.site(MADE).answer("owner:/var/lib/holdfast/consul", "997");
    assertThat(failures()).extracting(Problem::id).containsExactly(ProblemId.SERVICE_USER_DIFFERS);
  }
}
