package io.holdfast.lab.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Watches from outside how many hosts of each group are down at once: a host is down when its port
/// refuses or does not answer a connection. Samples ten times a second and knows nothing of the
/// engine.
public final class Observer implements AutoCloseable {
  private static final int PERIOD_MS = 100;
  private static final int CONNECT_MS = 1_000;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Map<String, Boolean>> down = new ConcurrentHashMap<>();
  private final Map<String, Integer> maxDown = new ConcurrentHashMap<>();

  /// A group to watch: its hosts' addresses and the port that tells whether a member is up.
  public record Watched(String group, List<String> addresses, int port) {
    public Watched {
      addresses = List.copyOf(addresses);
    }
  }

  public static Observer start(List<Watched> groups) {
    var observer = new Observer();
    for (var group : groups) {
      observer.down.put(group.group(), new ConcurrentHashMap<>());
      observer.maxDown.put(group.group(), 0);
      group
          .addresses()
          .forEach(address -> observer.threads.execute(() -> observer.watch(group, address)));
    }
    return observer;
  }

  private void watch(Watched group, String address) {
    try {
      while (!stop.await(PERIOD_MS, TimeUnit.MILLISECONDS)) {
        record(group.group(), address, !answers(address, group.port()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void record(String group, String address, boolean isDown) {
    var states = down.computeIfAbsent(group, name -> new ConcurrentHashMap<>());
    states.put(address, isDown);
    var count = (int) states.values().stream().filter(state -> state).count();
    maxDown.merge(group, count, Math::max);
  }

  private static boolean answers(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Begins a new stretch: the largest numbers so far are forgotten.
  public synchronized void reset() {
    maxDown.replaceAll((group, count) -> 0);
  }

  /// The largest number of hosts seen down at once, by group.
  public synchronized Map<String, Integer> maxDown() {
    return Collections.unmodifiableMap(new TreeMap<>(maxDown));
  }

  @Override
  public void close() {
    stop.countDown();
    threads.close();
  }
}
