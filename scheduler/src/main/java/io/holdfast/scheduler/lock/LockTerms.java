package io.holdfast.scheduler.lock;

import io.holdfast.scheduler.quorum.QuorumGuard;
import java.util.List;

/// Who wants the lock of which site, on which servers, and on what terms.
///
/// `needed` is how many of the servers must grant it: a majority, so that nobody else can have it.
/// Where a majority is lost for good it is every one that is left.
///
/// `owner` names the run and the machine it runs on; a resume uses the same one. `contact` is for
/// the person who is refused. The holder stops `marginMs` before its lease ends, and renews each
/// `renewMs`, after a failed round each `retryMs`.
public record LockTerms(
    String siteId,
    String owner,
    String contact,
    List<String> servers,
    int needed,
    long ttlMs,
    long renewMs,
    long retryMs,
    long marginMs) {
  public LockTerms {
    servers = List.copyOf(servers);
  }

  /// A lease of 30 s, renewed each 10 s.
  public static LockTerms standard(
      String siteId, String owner, String contact, List<String> servers) {
    return of(siteId, owner, contact, servers, QuorumGuard.majority(servers.size()));
  }

  /// The same on each of the servers that are left after the others were given up by name.
  public static LockTerms ofSurvivors(
      String siteId, String owner, String contact, List<String> servers) {
    return of(siteId, owner, contact, servers, servers.size());
  }

  private static LockTerms of(
      String siteId, String owner, String contact, List<String> servers, int needed) {
    return new LockTerms(siteId, owner, contact, servers, needed, 30_000, 10_000, 2_000, 2_000);
  }
}
