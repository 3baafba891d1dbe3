package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lets Consul believe what Nomad says of a workload: a service that Nomad runs logs in with a
/// signed identity and may then register under its own name, a task may read. Consul takes the keys
/// that sign identities from the Nomad server on the same host.
///
/// Names and rules are those that Nomad looks for by itself. Source: "Consul ACL" under
/// "Integrations" in the documentation of Nomad.
final class WorkloadIdentity implements Operation {
  private static final String METHOD = "nomad-workloads";
  private static final String TASKS_ROLE = "nomad-tasks-default";
  private static final String KEYS =
      "https://" + Layout.LOOPBACK + ":" + Layout.NOMAD_HTTPS_PORT + "/.well-known/jwks.json";
  private static final String SILENT = "Consul does not tell its access rules.";
  private static final String NOTHING = "Consul knows the workloads of Nomad already";

  private static final String OURS = "Holdfast: workloads of Nomad";

  /// A change of what is set up below takes another number here; what stands with another one is
  /// updated.
  private static final String MARK = OURS + ", 1";

  private static final Map<String, Object> SERVICE_RULE =
      Map.of(
          "AuthMethod", METHOD,
          "Description", MARK + ", services",
          "Selector", "\"nomad_service\" in value",
          "BindType", "service",
          "BindName", "${value.nomad_service}");
  private static final Map<String, Object> TASK_RULE =
      Map.of(
          "AuthMethod", METHOD,
          "Description", MARK + ", tasks",
          "Selector", "\"nomad_service\" not in value",
          "BindType", "role",
          "BindName", "nomad-tasks-${value.nomad_namespace}");

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), NOTHING);
  }

  private static List<Change> changes(World world) {
    var consul = new ConsulApi(new Inquiry(world));
    var server = consul.requiredServer();
    var changes = new ArrayList<Change>();
    var method = told(consul.get(server, "/v1/acl/auth-method/" + METHOD));
    if (!isCurrent(method.json(), MARK)) {
      var name = method.isSuccess() ? "/" + METHOD : "";
      changes.add(
          change(consul, server, "auth method " + METHOD, "auth-method" + name, method(world)));
    }
    var role = told(consul.get(server, "/v1/acl/role/name/" + TASKS_ROLE));
    if (!isCurrent(role.json(), MARK)) {
      var path = "role" + idOf(role.json());
      changes.add(change(consul, server, "role " + TASKS_ROLE, path, role()));
    }
    var rules = rules(consul, server, method);
    for (var rule : List.of(SERVICE_RULE, TASK_RULE)) {
      var present = present(rules, rule);
      if (!isCurrent(present, String.valueOf(rule.get("Description")))) {
        var path = "binding-rule" + idOf(present);
        changes.add(change(consul, server, "rule for " + rule.get("BindType"), path, rule));
      }
    }
    return changes;
  }

  /// The rules of our auth method; one that is not there has none.
  private static List<Body> rules(ConsulApi consul, String server, Reply method) {
    if (!method.isSuccess()) {
      return List.of();
    }
    var path = "/v1/acl/binding-rules?authmethod=" + METHOD;
    return Refusal.requireDone(server, SILENT, consul.get(server, path)).json().list();
  }

  /// The rule of ours that binds to the same kind of thing; absent when there is none.
  private static Body present(List<Body> rules, Map<String, Object> wanted) {
    return rules.stream()
        .filter(rule -> rule.at("Description").text().startsWith(OURS))
        .filter(rule -> rule.at("BindType").text().equals(wanted.get("BindType")))
        .findFirst()
        .orElse(Body.of(""));
  }

  /// Older versions answer 403 for a name that is not there, newer ones 404.
  private static Reply told(Reply present) {
    return Refusal.requireTold(SILENT, present);
  }

  private static boolean isCurrent(Body present, String mark) {
    return present.at("Description").text().equals(mark);
  }

  /// Where something is updated that has an id already; nothing where Consul is to give it one.
  private static String idOf(Body present) {
    var id = present.at("ID").text();
    return id.isEmpty() ? "" : "/" + id;
  }

  private static Map<String, Object> method(World world) {
    return Map.of(
        "Name",
        METHOD,
        "Type",
        "jwt",
        "Description",
        MARK,
        "Config",
        Map.of(
            "JWKSURL", KEYS,
            "JWKSCACert", world.secrets().secret(SecretNames.CA_CERTIFICATE).reveal(),
            "JWTSupportedAlgs", List.of("RS256"),
            "BoundAudiences", List.of("consul.io"),
            "ClaimMappings",
                Map.of(
                    "nomad_namespace", "nomad_namespace",
                    "nomad_job_id", "nomad_job_id",
                    "nomad_task", "nomad_task",
                    "nomad_service", "nomad_service")));
  }

  private static Map<String, Object> role() {
    return Map.of(
        "Name",
        TASKS_ROLE,
        "Description",
        MARK,
        "Policies",
        List.of(Map.of("Name", AccessRules.NOMAD_TASKS)));
  }

  private static Change change(
      ConsulApi consul, String server, String says, String path, Map<String, Object> body) {
    return new Change(
        says,
        () ->
            Refusal.requireDone(
                server,
                "Consul did not take the " + says + ".",
                consul.put(server, "/v1/acl/" + path, Json.write(body))));
  }
}
