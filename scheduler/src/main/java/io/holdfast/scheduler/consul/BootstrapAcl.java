package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.consul.AccessRules.Grant;
import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sets up Consul's access control with secrets of the site's own vault: the management token, then
/// one policy and one token per kind of user. Whatever is there already and right is left as it is.
///
/// The secrets are made before Consul runs, so that agents can be configured with their tokens from
/// the start.
final class BootstrapAcl implements Operation {
  private static final int FORBIDDEN = 403;
  private static final String NOTHING = "Consul's access control is set up already";

  @Override
  public Outcome look(World world) {
    var consul = new ConsulApi(new Inquiry(world));
    var server = consul.requiredServer();
    return knowsToken(consul, server, ConsulApi.MANAGEMENT)
        ? Change.wouldDo(grants(world, consul, server), NOTHING)
        : new Outcome(true, "management token, policies and tokens");
  }

  @Override
  public Outcome perform(World world) {
    var consul = new ConsulApi(new Inquiry(world));
    var server = consul.requiredServer();
    if (knowsToken(consul, server, ConsulApi.MANAGEMENT)) {
      return Change.doAll(grants(world, consul, server), NOTHING);
    }
    bootstrap(consul, server);
    var grants = grants(world, consul, server);
    return new Outcome(true, "management token, " + Change.doAll(grants, NOTHING).says());
  }

  private static List<Change> grants(World world, ConsulApi consul, String server) {
    var changes = new ArrayList<Change>();
    for (var grant : AccessRules.grants(world.site().engine())) {
      policy(consul, server, grant).ifPresent(changes::add);
      if (!grant.tokenSecret().isEmpty()) {
        token(consul, server, grant).ifPresent(changes::add);
      }
    }
    return changes;
  }

  private static void bootstrap(ConsulApi consul, String server) {
    var body = Json.write(Map.of("BootstrapSecret", SecretText.placeholder(ConsulApi.MANAGEMENT)));
    var done =
        consul.unkept(
            server, "/v1/acl/bootstrap", ConsulApi.MANAGEMENT, ask -> ask.withBody("PUT", body));
    if (done.status() == FORBIDDEN) {
      throw Refusal.of(
          server,
          "Consul's access control was set up by somebody else: the site's management token is not known there.",
          done);
    }
    Refusal.requireDone(server, "Consul did not take the management token.", done);
    if (!knowsToken(consul, server, ConsulApi.MANAGEMENT)) {
      throw Refusal.of(
          server,
          "This Consul made a management token of its own instead of taking the site's.",
          new Reply(done.asked(), done.status(), "(not shown)", done.silence()));
    }
  }

  private static boolean knowsToken(ConsulApi consul, String server, String secretName) {
    return token(consul, server, secretName).isPresent();
  }

  /// What Consul has of a token; empty when it does not know it.
  private static Optional<Body> token(ConsulApi consul, String server, String secretName) {
    var what = "Consul does not tell whether it knows a token.";
    var self = consul.unkept(server, "/v1/acl/token/self", secretName, ask -> ask);
    if (Refusal.requireTold(what, self).status() == FORBIDDEN) {
      return Optional.empty();
    }
    return Optional.of(Refusal.requireDone(server, what, self).json());
  }

  private static Optional<Change> policy(ConsulApi consul, String server, Grant grant) {
    var present =
        Refusal.requireTold(
            "Consul does not tell its policies.",
            consul.get(server, "/v1/acl/policy/name/" + grant.policy()));
    if (present.isSuccess() && present.json().at("Rules").text().equals(grant.rules())) {
      return Optional.empty();
    }
    var wanted =
        new TreeMap<String, String>(
            Map.of(
                "Name",
                grant.policy(),
                "Description",
                grant.description(),
                "Rules",
                grant.rules()));
    var id = present.json().at("ID").text();
    if (!id.isEmpty()) {
      wanted.put("ID", id);
    }
    var path = "/v1/acl/policy" + (id.isEmpty() ? "" : "/" + id);
    return Optional.of(
        new Change(
            "policy " + grant.policy(),
            () ->
                Refusal.requireDone(
                    server,
                    "Consul refused the policy " + grant.policy() + ".",
                    consul.put(server, path, Json.write(wanted)))));
  }

  private static Optional<Change> token(ConsulApi consul, String server, Grant grant) {
    var wanted = new TreeMap<String, Object>();
    wanted.put("Description", grant.description());
    wanted.put("Policies", List.of(Map.of("Name", grant.policy())));
    wanted.put("SecretID", SecretText.placeholder(grant.tokenSecret()));
    var path = "/v1/acl/token";
    var present = token(consul, server, grant.tokenSecret());
    if (present.isPresent()) {
      if (policies(present.get()).equals(List.of(grant.policy()))) {
        return Optional.empty();
      }
      var accessor = present.get().at("AccessorID").text();
      wanted.put("AccessorID", accessor);
      path = path + "/" + accessor;
    }
    var where = path;
    return Optional.of(
        new Change(
            "token of " + grant.policy(),
            () ->
                Refusal.requireDone(
                    server,
                    "Consul refused the token of " + grant.policy() + ".",
                    consul.unkept(
                        server,
                        where,
                        ConsulApi.MANAGEMENT,
                        ask -> ask.withBody("PUT", Json.write(wanted))))));
  }

  private static List<String> policies(Body token) {
    return token.at("Policies").list().stream()
        .map(policy -> policy.at("Name").text())
        .sorted()
        .toList();
  }
}
