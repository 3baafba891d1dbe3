package io.holdfast.scheduler.port;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;

/// The only door to a host. Hosts are named as in `site.yaml`.
///
/// Every call blocks. A host that can't be reached, or whose answer was lost on the way, ends in a
/// `HoldfastException` of kind `UNREACHABLE`: the effect may or may not have happened, so callers
/// ask again.
public interface HostGateway {
  HostReading read(String host, ReadRequest request);

  StepResult step(String host, StepRequest request);

  LeaseAnswer lease(String host, LeaseRequest request);
}
