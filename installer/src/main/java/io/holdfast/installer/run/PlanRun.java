package io.holdfast.installer.run;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.installer.run.RunFolder.About;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.lock.LockTerms;
import io.holdfast.scheduler.plan.Drift;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.RunSettings;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a plan, from its first step or from where an earlier one stopped: takes the lock,
/// carries the plan out, keeps copies on the servers, gives the lock back.
public final class PlanRun {
  private static final String STAGE_DONE = "stage-done";

  private final SiteSession session;
  private final SiteFolder site;
  private final RunFolder run;
  private final Bundle bundle;
  private final Path knownHosts;
  private final Consumer<Effect.Progress> progress;
  private final AtomicReference<@Nullable Driver> driver = new AtomicReference<>();

  /// The run's folder must hold its plan and what it was started with.
  public PlanRun(
      SiteSession session,
      SiteFolder site,
      RunFolder run,
      Bundle bundle,
      Path knownHosts,
      Consumer<Effect.Progress> progress) {
    this.session = session;
    this.site = site;
    this.run = run;
    this.bundle = bundle;
    this.knownHosts = knownHosts;
    this.progress = progress;
  }

  /// A run from its first step. Blocks until it is over or has stopped.
  public Outcome carryOut() throws InterruptedException, IOException {
    return carryOut(_ -> {});
  }

  /// The same from where an earlier one stopped. A host that was changed by somebody else meanwhile
  /// stops it before it has changed anything.
  public Outcome goOn() throws InterruptedException, IOException {
    return carryOut(this::requireNoDrift);
  }

  private Outcome carryOut(Consumer<Plan> check) throws InterruptedException, IOException {
    var about = run.about().orElseThrow(this::incomplete);
    var plan = run.plan().orElseThrow(this::incomplete);
    try (var lock =
        LockHolder.take(terms(plan, about), session.hosts(), session.clock(), this::lockLost)) {
      check.accept(plan);
      run.forgetOutcome();
      new Claim(session.hosts(), plan.siteId(), lock.fence()).on(session.site().hosts());
      var copies = new Replica(session.hosts(), session.site().servers(), site, run, lock.fence());
      copies.keepAll(Files.readAllBytes(knownHosts));
      var outcome = drive(plan, new RunState.Identity(run.runId(), lock.fence()), copies);
      run.saveOutcome(outcome);
      copies.keepJournal();
      return outcome;
    }
  }

  private void requireNoDrift(Plan plan) {
    var copies =
        new ReadRequest(
            session.site().places().program(), List.of(), List.of(), List.of(), List.of());
    var readings = Readings.of(session.hosts(), plan.changes().keySet(), _ -> copies);
    var problems = Drift.problems(plan, readings);
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
  }

  /// Stops between two hosts; does nothing before the run has begun.
  public void askStop() {
    var now = driver.get();
    if (now != null) {
      now.askStop();
    }
  }

  private void lockLost(String why) {
    var now = driver.get();
    if (now != null) {
      now.lockLost(why);
    }
  }

  private Outcome drive(Plan plan, RunState.Identity identity, Replica copies)
      throws InterruptedException {
    var opened = run.openJournal();
    var vault = session.openVault();
    var work = new WorkPerformer(session.hosts(), bundle, vault, session.world(), plan, identity);
    var now = new Driver(session.world(), work, opened.journal(), run, watched(copies));
    driver.set(now);
    return now.run(RunState.of(identity, plan, RunSettings.standard(), opened.records()));
  }

  /// After each stage the servers get the journal; nobody waits for that.
  private Consumer<Effect.Progress> watched(Replica copies) {
    return line -> {
      progress.accept(line);
      if (line.kind().equals(STAGE_DONE)) {
        Thread.ofVirtual().name("replica").start(copies::keepJournal);
      }
    };
  }

  private LockTerms terms(Plan plan, About about) {
    var contact = session.site().contact();
    var who = (contact.owner() + " " + contact.phone()).strip();
    var servers = session.site().servers().stream().map(Host::name).toList();
    return LockTerms.standard(plan.siteId(), about.owner(), who, servers);
  }

  private HoldfastException incomplete() {
    return HoldfastException.of(
        ProblemId.NOTHING_TO_RESUME, "The folder of run " + run.runId() + " is not complete");
  }
}
