package io.holdfast.installer.run;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.EarlierRehearsals;
import io.holdfast.templates.problem.HoldfastException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the rehearsals of a site's earlier runs have found out, as this machine and its servers
/// know them: a run that is begun anew in the place of one that stopped has to heed it. Of another
/// machine's runs it knows the last one, which the servers keep.
record KnownRehearsals(SiteFolder site, ServerRuns elsewhere) {
  private static final System.Logger LOG = System.getLogger(KnownRehearsals.class.getName());

  /// For a run of this plan that has not begun. One that is gone on with has it in its journal, and
  /// one that rehearses nothing needs none: nobody is asked for them.
  EarlierRehearsals before(RunFolder run, Plan plan, List<String> servers) {
    if (run.isBegun() || !EarlierRehearsals.isIn(plan)) {
      return EarlierRehearsals.NONE;
    }
    var kept = elsewhere.last(servers);
    var known = EarlierRehearsals.NONE;
    for (var runId : site.runs()) {
      known = and(known, plan, site.run(runId), kept.filter(it -> it.runId().equals(runId)));
    }
    var unknown = kept.filter(it -> !site.runs().contains(it.runId()));
    return unknown.isPresent() ? and(known, plan, unknown.get()) : known;
  }

  private static EarlierRehearsals and(EarlierRehearsals known, Plan plan, KeptRun kept) {
    return orAsBefore(known, kept.runId(), () -> and(known, plan, kept.plan(), kept.records()));
  }

  /// A run that another machine went on with is further on the servers.
  private static EarlierRehearsals and(
      EarlierRehearsals known, Plan plan, RunFolder run, Optional<KeptRun> kept) {
    return orAsBefore(
        known,
        run.runId(),
        () -> {
          var here = run.records();
          var records =
              kept.map(KeptRun::records).filter(it -> it.size() > here.size()).orElse(here);
          return run.plan().map(its -> and(known, plan, its, records)).orElse(known);
        });
  }

  /// What cannot be read, or is of a newer version, tells nothing.
  private static EarlierRehearsals orAsBefore(
      EarlierRehearsals known, String runId, Supplier<EarlierRehearsals> read) {
    try {
      return read.get();
    } catch (HoldfastException | UncheckedIOException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "the rehearsals of " + runId, unreadable);
      return known;
    }
  }

  /// Another cluster may have had the name of the site.
  private static EarlierRehearsals and(
      EarlierRehearsals known, Plan plan, Plan its, List<JournalRecord> records) {
    return its.siteId().equals(plan.siteId()) ? known.and(its, records) : known;
  }
}
