package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// Can a server seal variables and sign identities? A new cluster's leader makes the first key only
/// after it leads, and beside everything else; until each server has it, variables are refused and
/// workloads get no identity.
///
/// The server is asked for its own view (`stale`), without a token. Source: "JWKS" in the HTTP API
/// reference of Nomad; `initializeKeyring` of 2.0.5.
final class KeyringReady implements Gate {
  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var inquiry = new Inquiry(world);
    var reasons = new Reasons();
    var keys = new NomadApi(inquiry).open(host, "/.well-known/jwks.json?stale");
    if (!keys.isSuccess()) {
      return reasons.add(keys.trouble()).verdict("", inquiry);
    }
    return reasons
        .unless(!keys.json().at("keys").list().isEmpty(), host + " has no key to sign with yet")
        .verdict(host + " has a key to sign with", inquiry);
  }
}
