package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import java.util.function.Function;

/// One such product: the first part of its gates' ids, its name for people, the port in its peers'
/// addresses, the systemd unit of its process, and how its hosts are asked.
public record RaftProduct(
    String id, String name, int peerPort, String unit, Function<Inquiry, RaftApi> api) {

  RaftApi asked(Inquiry inquiry) {
    return api.apply(inquiry);
  }
}
