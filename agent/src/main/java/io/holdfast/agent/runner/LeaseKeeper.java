package io.holdfast.agent.runner;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.FileLock;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.Uptime;
import io.holdfast.agent.step.SiteGuard;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Path;

/// This host's vote on the site's lock: a lease with owner and number, in one file.
///
/// Time is counted by boot id and uptime, never by the clock, which anybody may set. After a reboot
/// what is left of a lease is unknown, so it runs its whole length from the boot on: longer, never
/// shorter.
public final class LeaseKeeper implements SiteGuard.Fences {
  private static final long MAX_TTL_MS = 10 * 60_000;
  private final Path file;
  private final FileLock lock;
  private final Uptime uptime;

  public LeaseKeeper(Root root, Uptime uptime) {
    this.file = root.site().resolve("lease.json");
    this.lock = new FileLock(root.site().resolve("lease.lock"));
    this.uptime = uptime;
  }

  /// What is on disk. `owner` is empty when nobody holds the lease; `highestFence` never falls.
  record Lease(
      String owner,
      String contact,
      long fence,
      long highestFence,
      String bootId,
      long grantedAtMs,
      long ttlMs) {
    static final Lease NONE = new Lease("", "", 0, 0, "", 0, 0);
  }

  public LeaseAnswer answer(LeaseRequest request) throws IOException {
    return lock.holding(() -> decide(request));
  }

  @Override
  public boolean admit(long fence) throws IOException {
    return lock.holding(
        () -> {
          var now = read();
          if (fence < now.highestFence()) {
            return false;
          }
          if (fence > now.highestFence()) {
            write(withHighest(now, fence));
          }
          return true;
        });
  }

  private LeaseAnswer decide(LeaseRequest request) throws IOException {
    var now = read();
    return switch (request.verb()) {
      case LOOK -> say(false, now);
      case ACQUIRE -> mayAcquire(request, now) ? grant(request, now) : say(false, now);
      case RENEW -> isHolder(request, now) ? grant(request, now) : say(false, now);
      case RELEASE -> release(request, now);
    };
  }

  /// Another owner's running lease is in the way, and so is a number that somebody else may have
  /// used.
  private boolean mayAcquire(LeaseRequest request, Lease now) throws IOException {
    if (request.ttlMs() <= 0 || request.ttlMs() > MAX_TTL_MS || request.owner().isEmpty()) {
      return false;
    }
    if (isHolder(request, now)) {
      return true;
    }
    boolean free = remainingMs(now) == 0 || now.owner().equals(request.owner());
    return free && request.fence() > now.highestFence();
  }

  /// The same owner with the same number, which nobody has overtaken. Its lease may have run out:
  /// as long as nobody else took it, it is still theirs to renew.
  private static boolean isHolder(LeaseRequest request, Lease now) {
    return !now.owner().isEmpty()
        && now.owner().equals(request.owner())
        && now.fence() == request.fence()
        && now.highestFence() == request.fence();
  }

  private LeaseAnswer grant(LeaseRequest request, Lease now) throws IOException {
    long highest = Math.max(now.highestFence(), request.fence());
    var granted =
        new Lease(
            request.owner(),
            request.contact(),
            request.fence(),
            highest,
            uptime.bootId(),
            uptime.uptimeMs(),
            request.ttlMs());
    write(granted);
    return say(true, granted);
  }

  private LeaseAnswer release(LeaseRequest request, Lease now) throws IOException {
    if (now.owner().isEmpty()) {
      return say(true, now);
    }
    if (!isHolder(request, now)) {
      return say(false, now);
    }
    var released = new Lease("", "", 0, now.highestFence(), "", 0, 0);
    write(released);
    return say(true, released);
  }

  private LeaseAnswer say(boolean granted, Lease now) throws IOException {
    long remaining = remainingMs(now);
    boolean held = remaining > 0;
    return new LeaseAnswer(
        granted, held ? now.owner() : "", held ? now.contact() : "", now.highestFence(), remaining);
  }

  private long remainingMs(Lease lease) throws IOException {
    if (lease.owner().isEmpty()) {
      return 0;
    }
    boolean sameBoot = lease.bootId().equals(uptime.bootId());
    long from = sameBoot ? lease.grantedAtMs() : 0;
    return Math.max(0, from + lease.ttlMs() - uptime.uptimeMs());
  }

  private Lease read() throws IOException {
    var bytes = DurableFiles.read(file);
    return bytes.isEmpty() ? Lease.NONE : Json.read(bytes.get(), Lease.class);
  }

  private void write(Lease lease) throws IOException {
    DurableFiles.privateFolder(DurableFiles.parent(file));
    DurableFiles.replace(file, Json.canonical(lease), Access.privateFile());
  }

  private static Lease withHighest(Lease now, long fence) {
    return new Lease(
        now.owner(),
        now.contact(),
        now.fence(),
        fence,
        now.bootId(),
        now.grantedAtMs(),
        now.ttlMs());
  }
}
