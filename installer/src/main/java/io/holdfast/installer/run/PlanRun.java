package io.holdfast.installer.run;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.scheduler.consul.Maintenance;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.lock.LockTerms;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.run.Bounds;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.RunSettings;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// One run of a plan, from its first step or from where an earlier one stopped: takes the lock,
/// looks whether the plan still fits, carries it out, keeps copies on the servers, gives the lock
/// back.
public final class PlanRun {
  private static final System.Logger LOG = System.getLogger(PlanRun.class.getName());
  private static final long COPIES_MS = 30_000;

  private final Reach reach;
  private final SiteFolder site;
  private final RunFolder run;
  private final Path knownHosts;
  private final Consumer<Effect.Progress> progress;
  private final Function<Clock, Bounds> bounds;
  private final SteeringGate steering = new SteeringGate();

  /// What of the world a run needs. `inMaintenance` gives the hosts of which that is noted, nothing
  /// where nobody can know it now.
  record Reach(
      World world,
      HostFiles files,
      Function<Plan, PlanBasis> basis,
      Workers workers,
      Supplier<Optional<SortedSet<String>>> inMaintenance) {

    /// Without any host in maintenance.
    Reach(World world, HostFiles files, Function<Plan, PlanBasis> basis, Workers workers) {
      this(world, files, basis, workers, () -> Optional.of(Collections.emptySortedSet()));
    }
  }

  /// Makes whoever does the steps of a run.
  interface Workers {
    Work of(Plan plan, RunState.Identity identity);
  }

  /// The run's folder must hold its plan and what it was started with. A plan that brings no bundle
  /// needs none. `bounds` say how far it goes this time, from the moment at which it begins.
  public PlanRun(
      SiteSession session,
      SiteFolder site,
      RunFolder run,
      Optional<Bundle> bundle,
      Path knownHosts,
      Function<Clock, Bounds> bounds,
      Consumer<Effect.Progress> progress) {
    this(reach(session, site, bundle), site, run, knownHosts, bounds, progress);
  }

  PlanRun(
      Reach reach,
      SiteFolder site,
      RunFolder run,
      Path knownHosts,
      Function<Clock, Bounds> bounds,
      Consumer<Effect.Progress> progress) {
    this.bounds = bounds;
    this.reach = reach;
    this.site = site;
    this.run = run;
    this.knownHosts = knownHosts;
    this.progress = progress;
  }

  private static Reach reach(SiteSession session, SiteFolder site, Optional<Bundle> bundle) {
    var hosts = session.hosts();
    return new Reach(
        session.world(),
        HostFiles.of(hosts),
        plan ->
            bundle
                .filter(_ -> plan.verb().bringsBundle())
                .map(carried -> PlanBasis.of(hosts, session.site(), carried, plan))
                .orElseGet(() -> PlanBasis.ofCopies(hosts, session.site().places().program())),
        (plan, identity) ->
            new WorkPerformer(
                hosts,
                bundle,
                session.openVault(),
                session.world(keeping(session, site, plan, identity)),
                plan,
                identity),
        () -> new Maintenance(session.watching()).told());
  }

  private static SnapshotKeeping keeping(
      SiteSession session, SiteFolder site, Plan plan, RunState.Identity identity) {
    var keep = session.site().upgrade().keepSnapshots();
    return new SnapshotKeeping(
        site.snapshots(identity.runId(), session.openVault()),
        SnapshotServers.of(session.hosts()),
        session.site().servers().stream().map(Host::name).toList(),
        identity.fence(),
        Superseded.during(identity.runId(), plan, site, keep));
  }

  /// A run from its first step. Blocks until it is over or has stopped. A plan whose hosts were
  /// changed since it was made is refused; a run that did not begin leaves nothing behind.
  public Outcome carryOut() throws InterruptedException, IOException {
    try {
      return carryOut(new LastLooks(reach)::beforeItBegins);
    } finally {
      if (!run.isBegun()) {
        run.delete();
      }
    }
  }

  /// The same from where an earlier one stopped. A host that was changed by somebody else meanwhile
  /// stops it before it has changed anything.
  public Outcome goOn() throws InterruptedException, IOException {
    return carryOut(new LastLooks(reach)::beforeItGoesOn);
  }

  /// Looks at the hosts of a plan before anything is done; gives the workers that say nothing and
  /// may be left behind.
  private interface Check {
    SortedMap<String, String> silent(Plan plan, Spare spare);
  }

  private Outcome carryOut(Check check) throws InterruptedException, IOException {
    var about = run.about().orElseThrow(this::incomplete);
    var plan = run.plan().orElseThrow(this::incomplete);
    var world = reach.world();
    try (var lock =
        LockHolder.take(
            terms(plan, about.owner(), world.site()),
            world.hosts(),
            world.clock(),
            new Watcher())) {
      steering.requireOpen();
      var spare = Spare.of(bounds.apply(world.clock()).spare().most(), world.site());
      var silent = check.silent(plan, spare);
      new ServerVaults(reach.files()::fetch).requireNothingNewer(servers(), site);
      steering.requireOpen();
      if (plan.verb().bringsBundle()) {
        var present =
            world.site().hosts().stream().filter(host -> !silent.containsKey(host.name())).toList();
        new Claim(reach.files(), plan.siteId(), lock.fence()).on(present);
      }
      var identity = new RunState.Identity(run.runId(), lock.fence());
      var settings = settings(plan, spare.without(silent));
      return drive(plan, identity, lock, settings);
    }
  }

  /// What the servers keep of an earlier run is asked for before this one takes its place.
  private RunSettings settings(Plan plan, Spare spare) {
    var earlier = new KnownRehearsals(site, new ServerRuns(reach.files()::fetch));
    return RunSettings.standard()
        .within(bounds.apply(reach.world().clock()).sparing(spare))
        .heeding(earlier.before(run, plan, servers()));
  }

  /// Stops between two hosts; before the run has begun it keeps it from beginning.
  public void askStop() {
    steering.askStop();
  }

  private final class Watcher implements LockHolder.Listener {
    @Override
    public void waits(String why) {
      progress.accept(new Effect.Progress("waiting", "", "", why, 0, 0));
    }

    @Override
    public void lost(String why) {
      steering.lockLost(why);
    }
  }

  /// A run that a resume goes on with is kept on all servers. One that is given again is not: it
  /// would take the place of the one before it there.
  private Outcome drive(
      Plan plan, RunState.Identity identity, LockHolder lock, RunSettings settings)
      throws InterruptedException, IOException {
    var pins = Files.readAllBytes(knownHosts);
    var keepers = plan.verb().isGoneOnWith() ? servers() : List.<String>of();
    try (var copies = Replica.start(reach.files(), keepers, site, run, identity.fence(), pins)) {
      copies.keepAll(COPIES_MS);
      var outcome = drive(plan, identity, lock, settings, copies);
      keep(outcome);
      copies.keepAll(COPIES_MS);
      return outcome;
    }
  }

  /// The journal has the end already. Without this file the run counts as one to resume, which then
  /// ends as it did.
  private void keep(Outcome outcome) {
    try {
      run.saveOutcome(outcome);
    } catch (UncheckedIOException unwritable) {
      LOG.log(System.Logger.Level.WARNING, "the outcome of " + run.runId(), unwritable);
    }
  }

  private Outcome drive(
      Plan plan, RunState.Identity identity, LockHolder lock, RunSettings settings, Replica copies)
      throws InterruptedException {
    var opened = run.openJournal();
    var work = new LockedWork(reach.workers().of(plan, identity), lock::isHeld);
    var driver = new Driver(reach.world(), work, opened.journal(), run, copies, progress);
    var state = RunState.of(identity, plan, settings, opened.records());
    steering.open(driver);
    run.forgetOutcome();
    return driver.run(state);
  }

  private List<String> servers() {
    return reach.world().site().servers().stream().map(Host::name).toList();
  }

  /// On a majority of the planned servers. A recovery that leaves a lost majority behind takes it
  /// on every one that is left: there is no other majority that could be asked.
  static LockTerms terms(Plan plan, String owner, Site site) {
    var contact = site.contact();
    var servers = site.servers().stream().map(Host::name).toList();
    var who = (contact.owner() + " " + contact.phone()).strip();
    var left = RecoveryPlans.survivors(plan);
    return left.isEmpty()
        ? LockTerms.standard(plan.siteId(), owner, who, servers)
        : LockTerms.ofSurvivors(plan.siteId(), owner, who, left);
  }

  private HoldfastException incomplete() {
    return HoldfastException.of(
        ProblemId.NOTHING_TO_RESUME, "The folder of run " + run.runId() + " is not complete");
  }
}
