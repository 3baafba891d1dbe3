package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.RecordedApi;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Consul's access rules, as the API of 1.15.4 told them.
class ConsulAccessTest {
  private static final String METHOD = "s1 GET /v1/acl/auth-method/nomad-workloads";
  private static final String ROLE = "s1 GET /v1/acl/role/name/nomad-tasks-default";
  private static final String RULES = "s1 GET /v1/acl/binding-rules?authmethod=nomad-workloads";
  private static final String POLICY = "s1 GET /v1/acl/policy/name/";
  private static final String SELF = "s1 GET /v1/acl/token/self";

  private final RecordedApi consul = new RecordedApi();

  @BeforeEach
  void aServerThatLeads() {
    consul
        .answer("s1 GET /v1/status/leader", "\"10.0.0.1:8300\"")
        .answer("s1 PUT /v1/acl/auth-method", "{}")
        .answer("s1 PUT /v1/acl/role", "{}")
        .answer("s1 PUT /v1/acl/binding-rule", "{}");
  }

  private World world() {
    return Worlds.of(consul, Map.of());
  }

  private String perform(String operation) {
    return Operations.named(operation).perform(world()).says();
  }

  private void isSilent(String operation) {
    assertThatThrownBy(() -> perform(operation))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.API_SILENT));
    assertThat(consul.changes()).isEmpty();
  }

  private void standsAs(String mark) {
    consul
        .answer(METHOD, "{\"Name\":\"nomad-workloads\",\"Description\":\"" + mark + "\"}")
        .answer(ROLE, "{\"ID\":\"role-7\",\"Description\":\"" + mark + "\"}")
        .answer(
            RULES,
            """
            [{"ID":"rule-1","BindType":"service","Description":"%1$s, services"},
             {"ID":"rule-2","BindType":"role","Description":"%1$s, tasks"},
             {"ID":"rule-3","BindType":"role","Description":"somebody else's"}]
            """
                .formatted(mark));
  }

  @Test
  void makesWhatIsNotThere() {
    consul.answer(METHOD, 404, "").answer(ROLE, 404, "");
    perform("consul.workload-identity");
    assertThat(consul.changes())
        .containsExactly(
            "s1 PUT /v1/acl/auth-method",
            "s1 PUT /v1/acl/role",
            "s1 PUT /v1/acl/binding-rule",
            "s1 PUT /v1/acl/binding-rule");
  }

  @Test
  void leavesWhatStandsAlone() {
    standsAs("Holdfast: workloads of Nomad, 1");
    perform("consul.workload-identity");
    assertThat(consul.changes()).isEmpty();
  }

  @Test
  void updatesWhatAnEarlierVersionMadeUnderItsOwnId() {
    standsAs("Holdfast: workloads of Nomad, 0");
    consul
        .answer("s1 PUT /v1/acl/auth-method/nomad-workloads", "{}")
        .answer("s1 PUT /v1/acl/role/role-7", "{}")
        .answer("s1 PUT /v1/acl/binding-rule/rule-1", "{}")
        .answer("s1 PUT /v1/acl/binding-rule/rule-2", "{}");
    assertThat(perform("consul.workload-identity"))
        .isEqualTo(
            "auth method nomad-workloads, role nomad-tasks-default, rule for service, rule for role");
    assertThat(consul.changes())
        .containsExactly(
            "s1 PUT /v1/acl/auth-method/nomad-workloads",
            "s1 PUT /v1/acl/role/role-7",
            "s1 PUT /v1/acl/binding-rule/rule-1",
            "s1 PUT /v1/acl/binding-rule/rule-2");
  }

  @Test
  void takesNoErrorForAnAccessRuleThatIsNotThere() {
    for (var question : new String[] {METHOD, ROLE, RULES}) {
      standsAs("Holdfast: workloads of Nomad, 1");
      consul.answer(question, 500, "No cluster leader");
      isSilent("consul.workload-identity");
    }
  }

  @Test
  void takesNoErrorForAPolicyOrATokenThatIsNotThere() {
    consul.answer(SELF, "{\"AccessorID\":\"a-1\",\"Policies\":[]}");
    AccessRules.grants(Worlds.SITE.engine())
        .forEach(grant -> consul.answer(POLICY + grant.policy(), policy(grant.rules())));
    var first = AccessRules.grants(Worlds.SITE.engine()).getFirst();
    consul.answer(POLICY + first.policy(), 500, "No cluster leader");
    isSilent("consul.bootstrap-acl");
    consul.answer(POLICY + first.policy(), policy(first.rules())).answer(SELF, 500, "rpc error");
    isSilent("consul.bootstrap-acl");
  }

  private static String policy(String rules) {
    return Json.write(Map.of("ID", "p-1", "Rules", rules));
  }
}
