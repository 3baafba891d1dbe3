package io.holdfast.scheduler.host;

/// A host's word on the lock: whether the request was granted, who holds it now (empty when
/// nobody), the highest fence seen there, and for how long the holder's lease still runs.
public record LeaseAnswer(
    boolean granted, String holder, String contact, long highestFence, long remainingMs) {}
