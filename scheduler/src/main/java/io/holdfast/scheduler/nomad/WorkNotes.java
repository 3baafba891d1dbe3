package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has to be remembered of a worker while it is changed. It lies among Nomad's own variables,
/// so that whoever goes on after a crash, from whatever machine, knows it too.
record WorkNotes(NomadApi nomad, String server, String host) {
  private static final int NOT_FOUND = 404;
  private static final String VALUE = "value";
  private static final String BOOT = "boot";
  private static final String UNKNOWN = "unknown";
  private static final String WORK = "work";
  private static final String BEFORE = "before";

  /// How a worker stood before it was closed for its change.
  enum Before {
    OPEN,
    CLOSED,
    /// Somebody else was draining it.
    DRAINING;

    static Before of(Worker worker) {
      if (worker.draining()) {
        return DRAINING;
      }
      return worker.eligible() ? OPEN : CLOSED;
    }
  }

  /// Whether an operation that closes a worker is part of a change of it, after which it stands as
  /// before.
  static boolean areWanted(Parameters parameters) {
    return !parameters.optional("remember").equals(Optional.of("no"));
  }

  /// Somebody closes the worker to stay closed: a run that is in the middle of it, and goes on
  /// later, must not open it.
  void stayClosed() {
    if (before().isPresent()) {
      noteBefore(Before.CLOSED);
    }
  }

  void noteBeforeOnce(Worker worker) {
    if (before().isEmpty()) {
      noteBefore(Before.of(worker));
    }
  }

  /// What ran when the change began, and in which boot of its host; that is empty when the host did
  /// not say.
  void noteWork(List<NotedWork> work, String boot) {
    write(WORK, Map.of(VALUE, NotedWork.text(work), BOOT, boot.isEmpty() ? UNKNOWN : boot));
  }

  List<NotedWork> work() {
    return read(WORK, VALUE).map(NotedWork::read).orElse(List.of());
  }

  /// Empty when nobody knows; notes of earlier versions have none.
  Optional<String> boot() {
    return read(WORK, BOOT).filter(boot -> !boot.isEmpty() && !boot.equals(UNKNOWN));
  }

  /// How it stood before it was closed; empty when it was not closed by us.
  Optional<Before> before() {
    return read(BEFORE, VALUE).map(Before::valueOf);
  }

  void noteBefore(Before before) {
    write(BEFORE, Map.of(VALUE, before.name()));
  }

  void forgetBefore() {
    var gone = nomad.delete(server, path(BEFORE));
    if (!gone.isSuccess() && gone.status() != NOT_FOUND) {
      throw Refusal.silent("Nomad does not forget a note about " + host + ".", gone.trouble());
    }
  }

  private Optional<String> read(String name, String item) {
    var reply = nomad.get(server, path(name));
    if (reply.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (!reply.isSuccess()) {
      throw Refusal.silent("Nomad does not tell what was noted of " + host + ".", reply.trouble());
    }
    return Optional.of(reply.json().at("Items", item).text());
  }

  private void write(String name, Map<String, String> items) {
    var written = nomad.put(server, path(name), NomadApi.variable(variable(name), items));
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
