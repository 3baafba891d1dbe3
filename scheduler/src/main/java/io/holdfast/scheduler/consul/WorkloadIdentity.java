package io.holdfast.scheduler.consul;

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
import java.util.Optional;

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
  private static final String NOTHING = "Consul knows the workloads of Nomad already";

  /// A change of what is set up below takes another number here.
  private static final String MARK = "Holdfast: workloads of Nomad, 1";

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
    var method = consul.get(server, "/v1/acl/auth-method/" + METHOD);
    if (!isOurs(method)) {
      changes.add(
          change(consul, server, "auth method " + METHOD, METHOD, "auth-method", method(world)));
    }
    var role = consul.get(server, "/v1/acl/role/name/" + TASKS_ROLE);
    if (!isOurs(role)) {
      changes.add(change(consul, server, "role " + TASKS_ROLE, "", "role", role()));
    }
    var rules = consul.get(server, "/v1/acl/binding-rules?authmethod=" + METHOD);
    for (var rule : List.of(SERVICE_RULE, TASK_RULE)) {
      var known =
          rules.json().list().stream()
              .anyMatch(found -> found.at("Description").text().equals(rule.get("Description")));
      if (!known) {
        changes.add(
            change(consul, server, "rule for " + rule.get("BindType"), "", "binding-rule", rule));
      }
    }
    return changes;
  }

  /// Older versions answer 403 for a name that is not there, newer ones 404.
  private static boolean isOurs(Reply present) {
    if (present.isSilent() || present.status() >= 500) {
      throw Refusal.silent("Consul does not tell its access rules.", present.trouble());
    }
    return present.isSuccess() && present.json().at("Description").text().equals(MARK);
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
      ConsulApi consul,
      String server,
      String says,
      String name,
      String kind,
      Map<String, Object> body) {
    return new Change(says, () -> put(consul, server, says, name, kind, body));
  }

  /// An auth method is updated under its name; the others get an id from Consul.
  private static void put(
      ConsulApi consul,
      String server,
      String says,
      String name,
      String kind,
      Map<String, Object> body) {
    var done = consul.put(server, "/v1/acl/" + kind, Json.write(body));
    if (!done.isSuccess() && !name.isEmpty()) {
      done = consul.put(server, "/v1/acl/" + kind + "/" + name, Json.write(body));
    }
    refused(server, says, done)
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  private static Optional<RuntimeException> refused(String server, String says, Reply done) {
    if (done.isSuccess()) {
      return Optional.empty();
    }
    var what = "Consul did not take the " + says + ".";
    return Optional.of(
        done.isSilent() || done.status() >= 500
            ? Refusal.silent(what, done.trouble())
            : Refusal.of(server, what, done));
  }
}
