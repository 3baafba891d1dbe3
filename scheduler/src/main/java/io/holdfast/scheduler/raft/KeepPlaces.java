package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Tells a quorum how many servers are planned, for autopilot never cleans dead ones up below that
/// number: one that is down for an hour of repair keeps its place. And how long a server has to be
/// well before it votes.
///
/// The same stands in the configuration of each server, but counts there only when the quorum is
/// founded ("only respected on bootstrapping", reference of Consul's agent; Nomad alike). What else
/// autopilot was told stays as it is.
///
/// Parameters: `servers`, `stableSeconds`.
record KeepPlaces(RaftProduct product) implements Operation {
  private static final String PATH = "/v1/operator/autopilot/configuration";
  private static final String LEAST = "MinQuorum";
  private static final String STABLE = "ServerStabilizationTime";

  @Override
  public Outcome look(World world) {
    var asked = Asked.of(product, world);
    return asked.isAsWanted() ? asked.stands() : new Outcome(true, asked.words());
  }

  /// A rule that somebody else changes at this moment is looked at once more.
  @Override
  public Outcome perform(World world) {
    var asked = Asked.of(product, world);
    if (asked.isAsWanted()) {
      return asked.stands();
    }
    var done = asked.api.put(asked.server, PATH + "?cas=" + asked.index(), asked.wanted());
    if (!done.isSuccess() || !done.json().isTrue()) {
      throw Refusal.silent(
          product.name() + " did not take the rule for its dead servers.", done.trouble());
    }
    return new Outcome(true, asked.words());
  }

  /// What one server says of the rule, beside what is wanted.
  private record Asked(
      RaftProduct product, RaftApi api, String server, Body rule, int servers, Duration stable) {

    static Asked of(RaftProduct product, World world) {
      var inquiry = new Inquiry(world);
      var api = product.asked(inquiry);
      var server = api.requiredServer();
      var reply = api.get(server, PATH);
      if (!reply.isSuccess() || !reply.json().isObject()) {
        throw Refusal.silent(
            product.name() + " does not tell the rule for its dead servers.", reply.trouble());
      }
      var parameters = Parameters.of(world);
      return new Asked(
          product,
          api,
          server,
          reply.json(),
          parameters.number("servers"),
          Duration.ofSeconds(parameters.number("stableSeconds")));
    }

    boolean isAsWanted() {
      return rule.at(LEAST).number() == servers && told().equals(Optional.of(stable));
    }

    /// Go writes a minute as `1m0s`; what is shorter than a second is none of ours.
    private Optional<Duration> told() {
      try {
        return Optional.of(Duration.parse("PT" + rule.at(STABLE).text().toUpperCase(Locale.ROOT)));
      } catch (DateTimeParseException _) {
        return Optional.empty();
      }
    }

    Outcome stands() {
      return new Outcome(false, product.name() + " keeps the places of " + servers + " servers");
    }

    String words() {
      return "%s keeps the places of %d servers (before: %d), which vote after %d s of health (before: %s)"
          .formatted(
              product.name(),
              servers,
              rule.at(LEAST).number(),
              stable.toSeconds(),
              rule.at(STABLE).text());
    }

    long index() {
      return rule.at("ModifyIndex").number();
    }

    String wanted() {
      var changed = (ObjectNode) rule.tree();
      return changed.put(LEAST, servers).put(STABLE, stable.toSeconds() + "s").toString();
    }
  }
}
