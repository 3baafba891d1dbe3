package io.holdfast.agent.wire;

import io.holdfast.scheduler.host.RehearsalOrder;

/// What is rehearsed, and how many bytes the saved state has. On the way to the host, and there
/// into the unit, one line with the management token follows it, then the state: neither is ever an
/// argument, nor a file.
public record RehearsalHead(RehearsalOrder order, long bytes) {}
