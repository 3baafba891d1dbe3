package io.holdfast.scheduler.host;

/// What a host rehearses: the copy of a product that runs there is given a saved state, then the
/// finished copy `copyId` is started on the same data. `token` names the secret of the vault that
/// may read everything in that state; the secret itself goes beside the order, never in it.
public record RehearsalOrder(
    String product, String program, String copyId, String datacenter, String token) {
  /// A rehearsal is ended after so long.
  public static final int MOST_SECONDS = 900;
}
