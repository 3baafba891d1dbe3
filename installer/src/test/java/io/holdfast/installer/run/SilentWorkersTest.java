package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.SystemClock;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Planner;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SilentWorkersTest {
  private static final Spare ONE =
      Spare.of(
          1,
          SiteReader.read(
              "site.yaml",
              """
              site: acme
              access: {user: ops, keyFile: id_ed25519}
              vault: {passphraseFile: vault.pass}
              hosts:
                - {name: s1, address: 10.0.0.11, roles: [server, worker]}
                - {name: s2, address: 10.0.0.12, roles: [worker, lb]}
                - {name: s3, address: 10.0.0.13, roles: [worker]}
              """));

  private final FakeHosts hosts = new FakeHosts(new SystemClock());

  private static Problem silent(String host) {
    return Problem.of(ProblemId.HOST_UNREACHABLE, "No route to host").withHost(host);
  }

  @Test
  void areWorkersThatCannotBeReachedAndNoServers() {
    assertThat(new SilentWorkers(ONE).of(List.of(silent("s2"))))
        .containsOnlyKeys("s2")
        .containsValue("No route to host");
    assertThat(new SilentWorkers(ONE).of(List.of(silent("s1")))).isEmpty();
    var full = Problem.of(ProblemId.DISK_SPACE, "Too little").withHost("s2");
    assertThat(new SilentWorkers(ONE).of(List.of(full))).isEmpty();
    assertThat(new SilentWorkers(Spare.NONE).of(List.of(silent("s2")))).isEmpty();
  }

  @Test
  void areNoneWhereMoreAreSilentThanMayBe() {
    assertThat(new SilentWorkers(ONE).of(List.of(silent("s2"), silent("s3")))).isEmpty();
  }

  private PlanBasis basis() {
    return new PlanBasis(hosts, hosts.requests());
  }

  @Test
  void aPlanIsMadeWithoutThem() {
    hosts.unreachable.add("s2");
    var heard = basis().read(ONE);
    assertThat(heard.readings()).containsOnlyKeys("s1", "s3");
    assertThat(heard.silent()).containsOnlyKeys("s2");
    hosts.unreachable.add("s3");
    assertThatThrownBy(() -> basis().read(ONE))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed ->
                assertThat(failed.first().fix().getLast()).contains("--max-unreachable-workers 2"));
  }

  @Test
  void everyHostMustAnswerWhereNothingElseWasSaid() {
    hosts.unreachable.add("s2");
    assertThatThrownBy(() -> basis().read()).hasMessageContaining("HF-SSH-001");
  }

  private Plan plan(Optional<List<String>> absent) {
    var digests = new TreeMap<String, String>();
    basis().read().forEach((host, reading) -> digests.put(host, Planner.digestOf(reading)));
    absent.ifPresent(digests.keySet()::removeAll);
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("bundle", "site", digests, new TreeMap<>()),
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        absent);
  }

  @Test
  void aPlanThatWasMadeBeforeStaysTrueOfTheOthers() {
    var plan = plan(Optional.empty());
    hosts.unreachable.add("s2");
    assertThat(basis().requireUnchanged(plan, ONE)).containsOnlyKeys("s2");
    hosts.host("s3").copy = "other";
    assertThatThrownBy(() -> basis().requireUnchanged(plan, ONE))
        .hasMessageContaining("changed since it was made: s3");
  }

  @Test
  void aWorkerThatIsBackSinceThePlanWasMadeWithoutItDisturbsNobody() {
    var plan = plan(Optional.of(List.of("s2")));
    assertThat(basis().requireUnchanged(plan, ONE)).isEmpty();
  }

  @Test
  void nothingIsReadThatWasNotAskedFor() {
    var asked = new ReadRequest("/opt", List.of(), List.of(), List.of(), List.of());
    assertThat(Readings.of(hosts, List.of("s1"), ONE, _ -> asked).readings())
        .containsOnlyKeys("s1");
  }
}
