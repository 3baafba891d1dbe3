package io.holdfast.agent.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import java.util.List;
import java.util.Optional;

/// What the controller may ask a host runner; each request opens a stream of its own.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunnerRequest.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = RunnerRequest.Read.class, name = "read"),
  @JsonSubTypes.Type(value = RunnerRequest.Step.class, name = "step"),
  @JsonSubTypes.Type(value = RunnerRequest.Lease.class, name = "lease"),
  @JsonSubTypes.Type(value = RunnerRequest.Blob.class, name = "blob"),
  @JsonSubTypes.Type(value = RunnerRequest.Relay.class, name = "relay"),
  @JsonSubTypes.Type(value = RunnerRequest.Fetch.class, name = "fetch"),
  @JsonSubTypes.Type(value = RunnerRequest.Store.class, name = "store"),
  @JsonSubTypes.Type(value = RunnerRequest.KeepSnapshot.class, name = "keep-snapshot"),
  @JsonSubTypes.Type(value = RunnerRequest.ListSnapshots.class, name = "list-snapshots"),
  @JsonSubTypes.Type(value = RunnerRequest.FetchSnapshot.class, name = "fetch-snapshot"),
  @JsonSubTypes.Type(value = RunnerRequest.RemoveSnapshot.class, name = "remove-snapshot"),
  @JsonSubTypes.Type(value = RunnerRequest.Rehearse.class, name = "rehearse"),
})
public sealed interface RunnerRequest {

  /// The first request: who asks, for which site (empty when the site is not known yet). Answer:
  /// [HelloAnswer].
  record Hello(String version, Optional<String> siteId) implements RunnerRequest {}

  /// Answer: `HostReading`.
  record Read(ReadRequest request) implements RunnerRequest {}

  /// Answer, when the step is over: `StepResult`.
  record Step(StepRequest request) implements RunnerRequest {}

  /// Answer: `LeaseAnswer`.
  record Lease(LeaseRequest request) implements RunnerRequest {}

  /// Brings one blob into the content store. Answer: [BlobOffset]; then the bytes from there on;
  /// then answer [Stored].
  record Blob(String sha256, long size, List<String> chunks) implements RunnerRequest {
    public Blob {
      chunks = List.copyOf(chunks);
    }
  }

  /// Bytes both ways to a socket of this host: exactly one of `unix` (path) and `tcp`
  /// (`127.0.0.1:PORT`). Answer: [Stored], once connected.
  record Relay(Optional<String> unix, Optional<String> tcp) implements RunnerRequest {}

  /// A small file of the site's folder. Answer: [FileFound], then its bytes.
  record Fetch(String name) implements RunnerRequest {}

  /// Replaces a small file of the site's folder by the bytes that follow. Answer: [Stored].
  record Store(String name, long fence) implements RunnerRequest {}

  /// Brings a copy of a sealed snapshot. Answer: [BlobOffset], 0 or its length where it is there
  /// already; then its bytes if it is not; then answer [Stored].
  record KeepSnapshot(SnapshotHead head, long fence) implements RunnerRequest {}

  /// Answer: [SnapshotList].
  record ListSnapshots() implements RunnerRequest {}

  /// A copy of a sealed snapshot. Answer: [FileFound], then its bytes.
  record FetchSnapshot(String name) implements RunnerRequest {}

  /// Removes a copy of a sealed snapshot, if there is one. Answer: [Stored].
  record RemoveSnapshot(String name, long fence) implements RunnerRequest {}

  /// Rehearses a saved state. Answer: [RehearsalPlace]; where nothing is lacking, a line with the
  /// management token and the bytes of the state follow, then answer `RehearsalAnswer`.
  record Rehearse(RehearsalHead head, long fence) implements RunnerRequest {}

  /// What a host lacks for a rehearsal, if anything.
  record RehearsalPlace(Optional<String> lacking) {}

  /// The copies that a host keeps, by name.
  record SnapshotList(List<SnapshotHead> snapshots) {
    public SnapshotList {
      snapshots = List.copyOf(snapshots);
    }
  }

  /// Who answers: program version, the site this host belongs to, its machine id.
  record HelloAnswer(String version, Optional<String> siteId, String machineId) {}

  /// How many verified bytes of a blob are already there; equal to its size when it is complete.
  record BlobOffset(long offset) {}

  /// Whether the file exists.
  record FileFound(boolean found) {}

  /// The request was carried out.
  record Stored(boolean stored) {}
}
