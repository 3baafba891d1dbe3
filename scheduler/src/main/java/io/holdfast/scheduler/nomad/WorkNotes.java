package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has to be remembered of a worker while it is changed. It lies among Nomad's own variables,
/// so that whoever goes on after a crash, from whatever machine, knows it too.
record WorkNotes(NomadApi nomad, String server, String host) {
  private static final int NOT_FOUND = 404;
  private static final String VALUE = "value";

  /// The allocations that ran when the change began.
  void noteWork(List<String> allocations) {
    write("work", String.join(" ", allocations));
  }

  List<String> work() {
    return read("work")
        .map(text -> Arrays.stream(text.split(" ")).filter(id -> !id.isEmpty()).toList())
        .orElse(List.of());
  }

  /// Whether it was open for new work before it was closed; empty when it was not closed by us.
  Optional<Boolean> wasEligible() {
    return read("eligible").map(Boolean::parseBoolean);
  }

  void noteEligible(boolean eligible) {
    write("eligible", Boolean.toString(eligible));
  }

  void forgetEligible() {
    var gone = nomad.delete(server, path("eligible"));
    if (!gone.isSuccess() && gone.status() != NOT_FOUND) {
      throw Refusal.silent("Nomad does not forget a note about " + host + ".", gone.trouble());
    }
  }

  private Optional<String> read(String name) {
    var reply = nomad.get(server, path(name));
    if (reply.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (!reply.isSuccess()) {
      throw Refusal.silent("Nomad does not tell what was noted of " + host + ".", reply.trouble());
    }
    return Optional.of(reply.json().at("Items", VALUE).text());
  }

  private void write(String name, String value) {
    var written =
        nomad.put(server, path(name), NomadApi.variable(variable(name), Map.of(VALUE, value)));
    if (!written.isSuccess()) {
      throw Refusal.silent("Nomad does not keep a note about " + host + ".", written.trouble());
    }
  }

  private String path(String name) {
    return "/v1/var/" + variable(name);
  }

  private String variable(String name) {
    return "holdfast/workers/" + host + "/" + name;
  }
}
