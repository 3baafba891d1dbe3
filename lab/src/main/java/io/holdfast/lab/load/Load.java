package io.holdfast.lab.load;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Twenty requests a second, open loop, alternating between the load balancers, every fourth a
/// POST, and one long download after the other through each balancer.
///
/// A request fails when it is refused, reset, not 2xx, cut short or unanswered after ten seconds; a
/// download when it is cut, has the wrong hash or stands still for ten seconds. Nothing is retried.
public final class Load implements AutoCloseable {
  private static final long INTERVAL_NANOS = 50_000_000;
  private static final int TIMEOUT_MS = 10_000;
  private static final long SLOW_MS = 2_000;
  private static final int KEPT_FAILURES = 20;

  private final List<String> addresses;
  private final int port;
  private final String downloadPath;
  private final String downloadSha256;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong slow = new AtomicLong();
  private final AtomicLong longestMs = new AtomicLong();
  private final AtomicLong posts = new AtomicLong();
  private final AtomicLong downloads = new AtomicLong();
  private final AtomicLong downloadsFailed = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  private Load(List<String> addresses, int port, String downloadPath, String downloadSha256) {
    this.addresses = List.copyOf(addresses);
    this.port = port;
    this.downloadPath = downloadPath;
    this.downloadSha256 = downloadSha256;
  }

  /// Starts the load; `downloadSha256` is the known hash, in hex, of what `downloadPath` answers.
  public static Load start(
      List<String> addresses, int port, String downloadPath, String downloadSha256) {
    var load = new Load(addresses, port, downloadPath, downloadSha256);
    load.threads.execute(load::offerRequests);
    load.addresses.forEach(
        address -> load.threads.execute(() -> load.downloadAgainAndAgain(address)));
    return load;
  }

  /// One request through one load balancer: its status, or 0 when there was no answer.
  public static int once(String address, int port) {
    try {
      return HttpExchange.send(
          address, port, "GET", "/", Optional.empty(), TIMEOUT_MS, (bytes, length) -> {});
    } catch (IOException e) {
      return 0;
    }
  }

  private void offerRequests() {
    var started = System.nanoTime();
    for (long number = 0; !isStopped(started + number * INTERVAL_NANOS); number++) {
      var address = addresses.get((int) (number % addresses.size()));
      var isPost = number % 4 >= 2 && number % 8 < 4;
      offered.incrementAndGet();
      threads.execute(() -> request(address, isPost));
    }
  }

  /// Sleeps until the given time; true when the load was stopped meanwhile.
  private boolean isStopped(long dueNanos) {
    try {
      return stop.await(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void request(String address, boolean isPost) {
    var started = System.nanoTime();
    var method = isPost ? "POST" : "GET";
    if (isPost) {
      posts.incrementAndGet();
    }
    try {
      var payload = isPost ? Optional.of("order=1") : Optional.<String>empty();
      var status =
          HttpExchange.send(address, port, method, "/", payload, TIMEOUT_MS, (bytes, length) -> {});
      if (status < 200 || status > 299) {
        fail(failed, method + " " + address + ": status " + status);
      }
    } catch (IOException | RuntimeException e) {
      fail(failed, method + " " + address + ": " + e);
    }
    var tookMs = (System.nanoTime() - started) / 1_000_000;
    if (tookMs > SLOW_MS) {
      slow.incrementAndGet();
    }
    if (tookMs > TIMEOUT_MS) {
      fail(failed, method + " " + address + ": answered after " + tookMs + " ms");
    }
    longestMs.accumulateAndGet(tookMs, Math::max);
    ended.incrementAndGet();
  }

  private void downloadAgainAndAgain(String address) {
    while (stop.getCount() > 0) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        var status =
            HttpExchange.send(
                address,
                port,
                "GET",
                downloadPath,
                Optional.empty(),
                TIMEOUT_MS,
                (bytes, length) -> digest.update(bytes, 0, length));
        var hash = HexFormat.of().formatHex(digest.digest());
        if (status != 200 || !hash.equals(downloadSha256)) {
          fail(downloadsFailed, "download " + address + ": status " + status + ", sha256 " + hash);
        }
      } catch (IOException | NoSuchAlgorithmException | RuntimeException e) {
        fail(downloadsFailed, "download " + address + ": " + e);
        isStopped(System.nanoTime() + 1_000_000_000);
      }
      downloads.incrementAndGet();
    }
  }

  private void fail(AtomicLong counter, String what) {
    counter.incrementAndGet();
    if (failures.size() < KEPT_FAILURES) {
      failures.add(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + what);
    }
  }

  /// Failures so far, of requests and downloads.
  public long failedSoFar() {
    return failed.get() + downloadsFailed.get();
  }

  /// Stops, waits for what is under way, and sums up.
  public LoadSummary stop() {
    stop.countDown();
    threads.close();
    return new LoadSummary(
        offered.get(),
        ended.get(),
        failed.get(),
        0,
        slow.get(),
        longestMs.get(),
        posts.get(),
        downloads.get(),
        downloadsFailed.get(),
        new ArrayList<>(failures));
  }

  @Override
  public void close() {
    stop.countDown();
    threads.close();
  }
}
