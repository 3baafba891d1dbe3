package io.holdfast.scheduler.host;

/// Takes, renews, releases or looks at the site's lock on one host.
///
/// The host counts `ttlMs` by its boot id and uptime, never by its clock. `ACQUIRE` is granted when
/// no other owner's lease runs and `fence` is higher than any the host has seen, or when the same
/// owner asks again.
public record LeaseRequest(
    String siteId, Verb verb, String owner, String contact, long fence, long ttlMs) {
  public enum Verb {
    ACQUIRE,
    RENEW,
    RELEASE,
    LOOK
  }
}
