package io.holdfast.installer.run;

import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Servers that keep copies in memory, each as a host runner does: whole or not at all.
final class FakeSnapshotServers implements SnapshotServers {
  private final Map<String, Map<String, Copy>> kept = new ConcurrentSkipListMap<>();
  private final Map<String, ProblemId> refusing = new ConcurrentSkipListMap<>();
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
  private final List<String> rehearsed = Collections.synchronizedList(new ArrayList<>());
  private long highestFence;

  @SuppressWarnings("ArrayRecordComponent")
  private record Copy(SnapshotHead head, byte[] bytes) {}

  /// From now on a server answers everything so.
  void refuse(String server, ProblemId how) {
    refusing.put(server, how);
  }

  void answer(String server) {
    refusing.remove(server);
  }

  /// One byte of a copy is another one from now on.
  void spoil(String server, String name) {
    Objects.requireNonNull(of(server).get(name)).bytes[40] ^= 1;
  }

  void describe(String server, SnapshotHead head, byte[] bytes) {
    of(server).put(head.name(), new Copy(head, bytes));
  }

  byte[] bytes(String server, String name) {
    return Objects.requireNonNull(of(server).get(name)).bytes.clone();
  }

  List<String> names(String server) {
    return List.copyOf(of(server).keySet());
  }

  /// Every copy that had to be sent, as `SERVER NAME`, sorted.
  List<String> sent() {
    return sent.stream().sorted().toList();
  }

  private Map<String, Copy> of(String server) {
    return kept.computeIfAbsent(server, _ -> Collections.synchronizedMap(new TreeMap<>()));
  }

  private Map<String, Copy> asked(String server) {
    var how = refusing.get(server);
    if (how != null) {
      throw Problem.of(how, "no answer").withHost(server).asException();
    }
    return of(server);
  }

  private synchronized void admit(long fence) {
    if (fence < highestFence) {
      throw HoldfastException.of(ProblemId.FENCE_TOO_LOW, "a newer run is followed");
    }
    highestFence = fence;
  }

  @Override
  public List<SnapshotHead> list(String server) {
    return asked(server).values().stream().map(Copy::head).toList();
  }

  @Override
  public void keep(String server, SnapshotHead head, long fence, RunnerSession.BlobSource source)
      throws IOException {
    var there = asked(server);
    admit(fence);
    var old = there.get(head.name());
    if (old != null && old.head.equals(head) && Sha256.of(old.bytes).equals(head.sha256())) {
      return;
    }
    try (var content = source.openAt(0)) {
      var bytes = content.readAllBytes();
      if (!Sha256.of(bytes).equals(head.sha256())) {
        throw HoldfastException.of(ProblemId.SNAPSHOT_DAMAGED, "it came damaged");
      }
      sent.add(server + " " + head.name());
      there.put(head.name(), new Copy(head, bytes));
    }
  }

  @Override
  public boolean fetch(String server, String name, OutputStream to) throws IOException {
    var copy = asked(server).get(name);
    if (copy == null) {
      return false;
    }
    to.write(copy.bytes);
    return true;
  }

  /// What was to be rehearsed, as `SERVER COPY BYTES`.
  List<String> rehearsed() {
    return List.copyOf(rehearsed);
  }

  @Override
  public RehearsalAnswer rehearse(
      String server, RehearsalHead head, long fence, Secret token, RunnerSession.BlobSource state)
      throws IOException {
    asked(server);
    admit(fence);
    try (var content = state.openAt(0)) {
      rehearsed.add(server + " " + head.order().copyId() + " " + content.readAllBytes().length);
    }
    return new RehearsalAnswer.NotHeld("it has no room");
  }

  @Override
  public void remove(String server, String name, long fence) {
    admit(fence);
    asked(server).remove(name);
  }
}
