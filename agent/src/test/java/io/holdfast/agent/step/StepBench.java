package io.holdfast.agent.step;

import io.holdfast.agent.host.FakeHost;
import io.holdfast.agent.runner.LeaseKeeper;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/// Everything around steps on one fake host; units run in this process, and can die before they
/// began.
final class StepBench implements StepUnits {
  final FakeHost host;
  final SiteGuard guard;
  final HostJournal journal;
  final AtomicInteger started = new AtomicInteger();
  private final Set<String> running = new ConcurrentSkipListSet<>();
  private final AtomicInteger dying = new AtomicInteger();

  StepBench(Path folder) {
    host = new FakeHost(folder);
    guard = new SiteGuard(host.root(), new LeaseKeeper(host.root(), host));
    journal = new HostJournal(host.root(), InstantSource.system());
  }

  void killNext(int count) {
    dying.set(count);
  }

  static StepRequest step(String id, long fence, Action... actions) {
    return new StepRequest("site-1", "run-1", id, fence, List.of(actions));
  }

  /// As a fresh runner process would, each time.
  StepResult run(StepRequest request) {
    try {
      return new StepKeeper(journal, new Spool(host.root()), this, guard).result(request);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void start(String unit, Path spoolFile) {
    started.incrementAndGet();
    if (dying.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      running.add(unit);
      Thread.ofVirtual().start(() -> perform(unit, spoolFile));
    }
  }

  private void perform(String unit, Path spoolFile) {
    try {
      new StepProcess(host.root(), host, journal, guard, new Images(host.root())).run(spoolFile);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } finally {
      running.remove(unit);
    }
  }

  @Override
  public boolean isRunning(String unit) {
    return running.contains(unit);
  }
}
