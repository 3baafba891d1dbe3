package io.holdfast.scheduler.lock;

import java.util.List;

/// Who wants the lock of which site, on which servers, and on what terms.
///
/// `owner` names the run and the machine it runs on; a resume uses the same one. `contact` is for
/// the person who is refused. The holder stops `marginMs` before its lease ends, and renews each
/// `renewMs`, after a failed round each `retryMs`.
public record LockTerms(
    String siteId,
    String owner,
    String contact,
    List<String> servers,
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
    return new LockTerms(siteId, owner, contact, servers, 30_000, 10_000, 2_000, 2_000);
  }

  int majority() {
    return servers.size() / 2 + 1;
  }
}
