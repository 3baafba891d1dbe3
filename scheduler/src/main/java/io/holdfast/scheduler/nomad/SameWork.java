package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;
import java.util.Optional;

/// Does the work that was noted before a worker's change still run there, as the very same
/// allocations whose tasks were not started anew? What has ended by itself meanwhile, or was
/// stopped by its owner, is no loss. What was lost because the host itself went down is told and
/// not waited for: nothing brings it back, and the change did not do it.
final class SameWork implements Gate {
  private static final int NOT_FOUND = 404;

  /// What was lost is lost, and waiting brings nothing back.
  @Override
  public boolean isSoft() {
    return true;
  }

  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return new Reasons().add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var worker = Worker.find(nomad, server.get(), host);
    if (worker.isEmpty()) {
      return new Reasons().add("the servers do not know " + host).verdict("", inquiry);
    }
    var reply = nomad.allocationsOn(server.get(), worker.get().id());
    if (!reply.isSuccess()) {
      return new Reasons().add(reply.trouble()).verdict("", inquiry);
    }
    var notes = new WorkNotes(nomad, server.get(), host);
    var noted = notes.work();
    var losses = new Reasons();
    var look = new Look(nomad, server.get(), Allocation.all(reply));
    for (var work : noted) {
      look.loss(work)
          .ifPresent(why -> losses.add("allocation " + work.id() + " on " + host + " " + why));
    }
    return !losses.isEmpty() && hasBooted(world, notes)
        ? new Verdict.Met(lostToBoot(host, losses.list(), noted.size()), inquiry.raw())
        : losses.verdict(
            "the " + noted.size() + " allocations of before are still on " + host, inquiry);
  }

  @Override
  public Optional<String> notedBy() {
    return Optional.of("nomad.note-work");
  }

  /// No step of ours boots a host. Whoever does, or takes its power, ends its tasks.
  private static boolean hasBooted(World world, WorkNotes notes) {
    var noted = notes.boot();
    var now = noted.flatMap(_ -> HostBoot.of(world, notes.host()));
    return now.isPresent() && !now.equals(noted);
  }

  private static String lostToBoot(String host, List<String> losses, int noted) {
    return "%s went down and was started again meanwhile: %d of its %d allocations of before were lost to that, not to this step: %s"
        .formatted(host, losses.size(), noted, String.join("; ", losses));
  }

  /// What is there now.
  private record Look(NomadApi nomad, String server, List<Allocation> allocations) {

    /// Why an allocation was lost; empty when it was not.
    Optional<String> loss(NotedWork noted) {
      var now = allocations.stream().filter(it -> it.id().equals(noted.id())).findFirst();
      return now.isEmpty() ? Optional.of("is gone") : loss(noted, now.get());
    }

    private Optional<String> loss(NotedWork noted, Allocation now) {
      if (!now.isWanted()) {
        return stoppedByOwner(now)
            ? Optional.empty()
            : Optional.of("was stopped: " + now.because());
      }
      if (now.isComplete()) {
        return Optional.empty();
      }
      if (now.isRunning()) {
        return noted.isSameRun(now) ? Optional.empty() : Optional.of("was started anew");
      }
      return noted.endedByItself(now) ? Optional.empty() : Optional.of("is " + now.status());
    }

    /// The servers stop an allocation also when they take its worker for lost, and that cannot be
    /// told from its state: once the worker is back, it is `stop` and `complete` like any other.
    /// What tells is the job: its owner has stopped it, removed it, or gave it another version.
    private boolean stoppedByOwner(Allocation now) {
      var job = nomad.job(server, now.job(), now.namespace());
      return job.status() == NOT_FOUND
          || job.json().at("Stop").isTrue()
          || job.json().at("Version").number() > now.jobVersion();
    }
  }
}
