package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import java.util.Map;

/// Gives Nomad the management token of the site's own vault, once. The call is open to everybody
/// until it was used, so it stands right after the first election.
final class BootstrapAcl implements Operation {
  private static final int REFUSED = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final Outcome NOTHING =
      new Outcome(false, "Nomad's access control is set up already");

  @Override
  public Outcome look(World world) {
    var nomad = new NomadApi(new Inquiry(world));
    return knowsToken(nomad, nomad.requiredServer())
        ? NOTHING
        : new Outcome(true, "the management token of Nomad");
  }

  @Override
  public Outcome perform(World world) {
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    if (knowsToken(nomad, server)) {
      return NOTHING;
    }
    var body = Json.write(Map.of("BootstrapSecret", SecretText.placeholder(NomadApi.MANAGEMENT)));
    var done =
        nomad.unkept(
            server, "/v1/acl/bootstrap", NomadApi.MANAGEMENT, ask -> ask.withBody("POST", body));
    if (done.status() == REFUSED) {
      throw Refusal.of(
          server,
          "Nomad's access control was set up by somebody else: the site's management token is not"
              + " known there.",
          done);
    }
    if (!done.isSuccess()) {
      throw Refusal.silent("Nomad did not take the management token.", done.trouble());
    }
    if (!knowsToken(nomad, server)) {
      throw Refusal.of(
          server,
          "This Nomad made a management token of its own instead of taking the site's.",
          new Reply(done.asked(), done.status(), "(not shown)", done.silence()));
    }
    return new Outcome(true, "management token of Nomad");
  }

  private static boolean knowsToken(NomadApi nomad, String server) {
    var self = nomad.unkept(server, "/v1/acl/token/self", NomadApi.MANAGEMENT, ask -> ask);
    if (self.isSuccess()) {
      return true;
    }
    if (self.status() == FORBIDDEN || self.status() == NOT_FOUND) {
      return false;
    }
    throw Refusal.silent("Nomad does not tell whether it knows a token.", self.trouble());
  }
}
