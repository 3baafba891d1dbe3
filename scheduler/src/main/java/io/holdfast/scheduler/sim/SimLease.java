package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;

/// A host's vote on the site's lock, by the rules of the real runner: counted by uptime, a lower
/// number is refused, and after a reboot a lease runs its whole length again.
final class SimLease {
  private final SimWorld world;
  private long fence;
  private String holder = "";
  private String contact = "";
  private long holderFence;
  private long ttl;
  private long until;

  SimLease(SimWorld world) {
    this.world = world;
  }

  long fence() {
    return fence;
  }

  /// Whether a request under this number may do something here.
  boolean admit(long number) {
    if (number < fence) {
      return world.options.has(Plant.LOCK_NOT_FENCED)
          || (number == fence - 1 && world.options.has(Plant.OLD_FENCE_ACCEPTED));
    }
    fence = number;
    return true;
  }

  void rebooted() {
    if (!holder.isEmpty()) {
      until = now() + ttl;
    }
  }

  LeaseAnswer answer(LeaseRequest request) {
    var granted =
        switch (request.verb()) {
          case LOOK -> false;
          case ACQUIRE -> isHolder(request) || (isFree(request) && request.fence() > fence);
          case RENEW, RELEASE -> isHolder(request);
        };
    if (granted) {
      holder = request.owner();
      contact = request.contact();
      fence = Math.max(fence, request.fence());
      holderFence = request.fence();
      ttl = request.ttlMs();
      until = request.verb() == LeaseRequest.Verb.RELEASE ? 0 : now() + ttl;
    }
    var left = world.options.has(Plant.LEASE_LOOKS_FREE) ? 0 : Math.max(0, until - now());
    return new LeaseAnswer(granted, left > 0 ? holder : "", contact, fence, left);
  }

  private boolean isFree(LeaseRequest request) {
    return now() >= until
        || holder.equals(request.owner())
        || world.options.has(Plant.LEASE_LOOKS_FREE);
  }

  private boolean isHolder(LeaseRequest request) {
    return holder.equals(request.owner())
        && holderFence == request.fence()
        && fence == request.fence();
  }

  /// Uptime; or, as a mistake, the date.
  private long now() {
    return world.options.has(Plant.LEASE_BY_CLOCK) ? world.wallOfHosts() : world.now();
  }
}
