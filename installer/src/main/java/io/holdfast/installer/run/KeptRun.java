package io.holdfast.installer.run;

import io.holdfast.installer.run.RunFolder.About;
import io.holdfast.scheduler.journal.JournalCodec;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A run as a server keeps it. The latest of several copies is the one with the highest lock
/// number, which is of the newest run, then the one with the longest journal.
public final class KeptRun {
  static final Comparator<KeptRun> OLDEST_FIRST =
      Comparator.comparingLong((KeptRun run) -> run.progress().fence())
          .thenComparing(run -> run.about.runId())
          .thenComparing(KeptRun::progress);

  private final About about;
  private final Plan plan;
  private final byte[] journal;
  private final Optional<Outcome> outcome;

  private KeptRun(About about, Plan plan, byte[] journal, Optional<Outcome> outcome) {
    this.about = about;
    this.plan = plan;
    this.journal = journal;
    this.outcome = outcome;
  }

  /// The server's last run, if there is one that began and of which it has everything. What the
  /// server says is the run's name becomes part of paths here, so it must look like one.
  static Optional<KeptRun> last(ServerCopy.Source server) throws IOException {
    var last = server.fetch("journal/last").map(name -> Json.read(name, String.class));
    if (last.filter(RunId::isOne).isEmpty()) {
      return Optional.empty();
    }
    var name = "journal/" + last.get();
    var about = server.fetch(name + ".run").map(About::read);
    var plan = server.fetch(name + ".plan").map(Plan::read);
    var journal = server.fetch(name).orElse(new byte[0]);
    var records = JournalCodec.decode(journal).records();
    if (about.filter(found -> found.runId().equals(last.get())).isEmpty()
        || plan.isEmpty()
        || records.isEmpty()) {
      return Optional.empty();
    }
    var outcome = server.fetch(name + ".outcome").map(bytes -> Json.read(bytes, Outcome.class));
    return Optional.of(
        new KeptRun(about.get(), plan.get(), journal, outcome.filter(_ -> !isGoingOn(records))));
  }

  /// Whether the run was resumed after it had ended, so that the end kept beside it is an old one.
  private static boolean isGoingOn(List<JournalRecord> records) {
    var kinds = records.stream().map(JournalRecord::kind).toList();
    return kinds.lastIndexOf("run-resumed") > kinds.lastIndexOf("run-ended");
  }

  public String runId() {
    return about.runId();
  }

  public About about() {
    return about;
  }

  public Plan plan() {
    return plan;
  }

  public Optional<Outcome> outcome() {
    return outcome;
  }

  /// Whether a site's folder lacks the run, or something of it.
  boolean isFurtherThan(SiteFolder site) {
    return site.run(about.runId())
        .progress()
        .filter(here -> here.compareTo(progress()) >= 0)
        .isEmpty();
  }

  List<JournalRecord> records() {
    return JournalCodec.decode(journal).records();
  }

  /// Whether it came to no good end: it was cut off, stopped or put back, or it goes on right now.
  /// Workers that gave no answer and were left behind do not count.
  boolean isUnfinished() {
    return outcome
        .map(end -> end.resumable() || (end.exitCode() != 0 && !end.doneButForSome()))
        .orElse(true);
  }

  private RunProgress progress() {
    return RunProgress.of(records());
  }

  /// Takes the run over into a site's folder, unless that has a journal which is as far or further.
  /// A damaged one is not.
  RunFolder takeOver(SiteFolder site) {
    var folder = site.run(about.runId());
    if (!isFurtherThan(site)) {
      return folder;
    }
    folder.saveAbout(about);
    folder.savePlan(plan);
    folder.restoreJournal(journal);
    outcome.ifPresentOrElse(folder::saveOutcome, folder::forgetOutcome);
    return folder;
  }
}
