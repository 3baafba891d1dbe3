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

  /// Who answers: program version, the site this host belongs to, its machine id.
  record HelloAnswer(String version, Optional<String> siteId, String machineId) {}

  /// How many verified bytes of a blob are already there; equal to its size when it is complete.
  record BlobOffset(long offset) {}

  /// Whether the file exists.
  record FileFound(boolean found) {}

  /// The request was carried out.
  record Stored(boolean stored) {}
}
