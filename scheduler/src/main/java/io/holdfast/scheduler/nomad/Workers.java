package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Refusal;

/// Finds the worker that an operation is about.
final class Workers {
  private Workers() {}

  static Worker required(NomadApi nomad, String server, String host) {
    return Worker.find(nomad, server, host)
        .orElseThrow(
            () ->
                Refusal.silent(
                    "The servers of Nomad do not know " + host + ".", nomad.inquiry().raw()));
  }
}
