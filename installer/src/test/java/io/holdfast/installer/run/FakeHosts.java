package io.holdfast.installer.run;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Three servers in memory: what they say of themselves, their leases, and the small files they
/// keep.
final class FakeHosts implements HostGateway, HostFiles {
  static final List<String> NAMES = List.of("s1", "s2", "s3");

  private final Clock clock;
  private final SortedMap<String, Host> hosts = new TreeMap<>();
  final Set<String> untrusted = ConcurrentHashMap.newKeySet();
  final Set<String> hanging = ConcurrentHashMap.newKeySet();
  final Set<String> mistaken = ConcurrentHashMap.newKeySet();
  final Set<String> unreachable = ConcurrentHashMap.newKeySet();
  private Runnable atRead = () -> {};
  private volatile long storeMs;

  static final class Host {
    String copy = "1";
    String holder = "";
    long fence;
    long until;
    int renewals;
    final Map<String, byte[]> files = new HashMap<>();

    /// Digests of files that lie there, by path.
    final Map<String, String> lying = new HashMap<>();

    final List<String> stored = new ArrayList<>();
    final List<Integer> journalSizes = new ArrayList<>();
  }

  FakeHosts(Clock clock) {
    this.clock = clock;
    NAMES.forEach(name -> hosts.put(name, new Host()));
  }

  Host host(String name) {
    return Objects.requireNonNull(hosts.get(name));
  }

  /// What happens elsewhere while a run reads the hosts.
  void atRead(Runnable deed) {
    atRead = deed;
  }

  /// How long it takes to keep a file.
  void storeMs(long ms) {
    storeMs = ms;
  }

  SortedMap<String, ReadRequest> requests() {
    var requests = new TreeMap<String, ReadRequest>();
    NAMES.forEach(
        name ->
            requests.put(
                name, new ReadRequest("/opt", List.of(), List.of(), List.of(), List.of())));
    return requests;
  }

  @Override
  public HostReading read(String name, ReadRequest request) {
    if (name.equals("s1")) {
      atRead.run();
    }
    if (unreachable.contains(name)) {
      throw Problem.of(ProblemId.HOST_UNREACHABLE, "No route to host").withHost(name).asException();
    }
    synchronized (this) {
      var lying = new TreeMap<>(host(name).lying);
      lying.keySet().retainAll(request.files());
      return new HostReading(
          Optional.empty(),
          "machine-" + name,
          "boot",
          clock.uptimeMs(),
          clock.wallMs(),
          1,
          1,
          new TreeMap<>(Map.of("consul", host(name).copy)),
          new TreeMap<>(),
          lying,
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          Optional.empty());
    }
  }

  @Override
  public StepResult step(String name, StepRequest request) {
    throw new AssertionError("no step is sent here");
  }

  @Override
  public synchronized LeaseAnswer lease(String name, LeaseRequest request) {
    if (untrusted.contains(name)) {
      throw HoldfastException.of(ProblemId.HOST_KEY_CHANGED, "The key of the host has changed");
    }
    var host = host(name);
    var now = clock.uptimeMs();
    var free = now >= host.until || host.holder.equals(request.owner());
    var isHolder = host.holder.equals(request.owner()) && request.fence() == host.fence;
    var granted =
        switch (request.verb()) {
          case LOOK -> false;
          case ACQUIRE -> free && request.fence() > host.fence;
          case RENEW, RELEASE -> isHolder;
        };
    if (granted) {
      host.renewals += request.verb() == LeaseRequest.Verb.RENEW ? 1 : 0;
      host.holder = request.owner();
      host.fence = request.fence();
      host.until = request.verb() == LeaseRequest.Verb.RELEASE ? 0 : now + request.ttlMs();
    }
    var remaining = Math.max(0, host.until - now);
    return new LeaseAnswer(granted, remaining > 0 ? host.holder : "", "", host.fence, remaining);
  }

  /// Somebody else has the lock from now on.
  synchronized void takeLockAway() {
    hosts.values().forEach(host -> take(host, "rival"));
  }

  private void take(Host host, String who) {
    host.holder = who;
    host.fence += 7;
    host.until = clock.uptimeMs() + 1_000_000;
  }

  @Override
  public synchronized Optional<byte[]> fetch(String name, String file) {
    return Optional.ofNullable(host(name).files.get(file));
  }

  @Override
  public void store(String name, String file, long fence, byte[] content) {
    if (mistaken.contains(name)) {
      throw new IllegalStateException("a mistake of the program");
    }
    clock.sleepMs(storeMs);
    while (hanging.contains(name)) {
      clock.sleepMs(5);
    }
    synchronized (this) {
      host(name).files.put(file, content);
      host(name).stored.add(file);
      if (file.startsWith("journal/2") && !file.endsWith("plan") && !file.endsWith("run")) {
        host(name).journalSizes.add(content.length);
      }
    }
  }
}
