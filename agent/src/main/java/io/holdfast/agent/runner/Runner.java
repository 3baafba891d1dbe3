package io.holdfast.agent.runner;

import io.holdfast.agent.rehearsal.Rehearsals;
import io.holdfast.agent.step.SiteGuard;
import io.holdfast.agent.step.StepKeeper;
import io.holdfast.agent.wire.Connection;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.agent.wire.RunnerRequest;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.agent.wire.WireStream;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.util.Optional;

/// Answers one controller: all changes on a host go through here.
///
/// A host of another site answers `hello` and `read` and refuses everything else; which site the
/// controller means, it says in its `hello`, and in each step and lease again.
public final class Runner implements Connection.Acceptor {
  private final String version;
  private final SiteGuard guard;
  private final HostReader reader;
  private final LeaseKeeper leases;
  private final StepKeeper steps;
  private final Blobs blobs;
  private final SiteFiles files;
  private final Snapshots snapshots;
  private final Rehearsals rehearsals;
  private final Relay relay;
  private volatile Optional<String> siteOfController = Optional.empty();

  Runner(
      String version,
      SiteGuard guard,
      HostReader reader,
      LeaseKeeper leases,
      StepKeeper steps,
      Blobs blobs,
      SiteFiles files,
      Snapshots snapshots,
      Rehearsals rehearsals,
      Relay relay) {
    this.version = version;
    this.guard = guard;
    this.reader = reader;
    this.leases = leases;
    this.steps = steps;
    this.blobs = blobs;
    this.files = files;
    this.snapshots = snapshots;
    this.rehearsals = rehearsals;
    this.relay = relay;
  }

  @Override
  public void accept(RunnerRequest request, WireStream stream) throws IOException {
    switch (request) {
      case RunnerRequest.Hello hello -> stream.respond(greet(hello));
      case RunnerRequest.Read read -> stream.respond(reader.read(read.request()));
      case RunnerRequest.Step step -> stream.respond(steps.result(step.request()));
      case RunnerRequest.Lease lease -> {
        guard.requireSite(lease.request().siteId());
        stream.respond(leases.answer(lease.request()));
      }
      case RunnerRequest.Blob blob -> {
        requireOurs();
        blobs.receive(blob, stream);
      }
      case RunnerRequest.Relay target -> {
        requireOurs();
        relay.run(target, stream);
      }
      case RunnerRequest.Fetch fetch -> fetch(fetch, stream);
      case RunnerRequest.Store store -> store(store, stream);
      case RunnerRequest.KeepSnapshot keep -> {
        requireOurs();
        guard.requireFence(keep.fence());
        keep(keep.head(), stream);
      }
      case RunnerRequest.ListSnapshots _ -> {
        requireOurs();
        stream.respond(new RunnerRequest.SnapshotList(snapshots.list()));
      }
      case RunnerRequest.FetchSnapshot fetch -> {
        requireOurs();
        send(fetch.name(), stream);
      }
      case RunnerRequest.RemoveSnapshot remove -> {
        requireOurs();
        guard.requireFence(remove.fence());
        snapshots.remove(remove.name());
        stream.respond(new RunnerRequest.Stored(true));
      }
      case RunnerRequest.Rehearse rehearse -> {
        requireOurs();
        guard.requireFence(rehearse.fence());
        rehearse(rehearse.head(), stream);
      }
    }
  }

  private RunnerRequest.HelloAnswer greet(RunnerRequest.Hello hello) throws IOException {
    siteOfController = hello.siteId();
    return new RunnerRequest.HelloAnswer(version, guard.siteId(), reader.machineId());
  }

  private void requireOurs() throws IOException {
    guard.requireSite(siteOfController.orElse(""));
  }

  /// A controller that does not know its site yet may fetch: that is how it learns it (`attach`).
  private void fetch(RunnerRequest.Fetch request, WireStream stream) throws IOException {
    if (siteOfController.isPresent()) {
      requireOurs();
    }
    var content = files.fetch(request.name());
    stream.respond(new RunnerRequest.FileFound(content.isPresent()));
    if (content.isPresent()) {
      stream.output().write(content.get());
    }
  }

  private void store(RunnerRequest.Store request, WireStream stream) throws IOException {
    requireOurs();
    guard.requireFence(request.fence());
    var content = stream.input().readNBytes(SiteFiles.MAX_BYTES + 1);
    if (content.length > SiteFiles.MAX_BYTES) {
      throw HoldfastException.of(ProblemId.INTERNAL_ERROR, request.name() + " is too long");
    }
    files.store(request.name(), content);
    stream.respond(new RunnerRequest.Stored(true));
  }

  private void rehearse(RehearsalHead head, WireStream stream) throws IOException {
    var lacking = rehearsals.lacking(head);
    stream.respond(new RunnerRequest.RehearsalPlace(lacking));
    if (lacking.isEmpty()) {
      stream.respond(rehearsals.hold(head, stream.input()));
    }
  }

  private void keep(SnapshotHead head, WireStream stream) throws IOException {
    rehearsals.end();
    var wanted = snapshots.wants(head);
    stream.respond(new RunnerRequest.BlobOffset(wanted ? 0 : head.bytes()));
    if (wanted) {
      take(head, stream);
    }
    stream.respond(new RunnerRequest.Stored(true));
  }

  private void take(SnapshotHead head, WireStream stream) {
    try {
      snapshots.take(head, stream.input());
    } catch (IOException full) {
      throw HoldfastException.of(
          Problem.of(ProblemId.FILE_NOT_WRITABLE, "The copy of the snapshot cannot be written")
              .withEvidence(String.valueOf(full.getMessage())),
          full);
    }
  }

  private void send(String name, WireStream stream) throws IOException {
    var copy = snapshots.open(name);
    stream.respond(new RunnerRequest.FileFound(copy.isPresent()));
    if (copy.isPresent()) {
      try (var content = copy.get()) {
        content.transferTo(stream.output());
      }
    }
  }
}
