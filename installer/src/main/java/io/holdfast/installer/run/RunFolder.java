package io.holdfast.installer.run;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalCodec;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.RunSettings;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The files of one run: what it was started with, its plan, its journal, how it ended, and the
/// products' own answers at gates.
public final class RunFolder {
  private static final String JOURNAL = "journal";
  private static final String RAW = "raw";

  private final String runId;
  private final Path folder;
  private final FileDisk disk;

  RunFolder(String runId, Path folder) {
    this.runId = runId;
    this.folder = folder;
    this.disk = new FileDisk(folder);
  }

  /// What a resume needs besides plan and journal. `owner` is the name under which the run holds
  /// the lock; `skipped` are the checks that somebody answered for, each with the reason;
  /// `operator` is the login of whoever began it, empty for runs of earlier versions; `approvedBy`
  /// has the approvers of its plan; `left` the parts of the plan that the run leaves for later;
  /// `stood` where the site stood when the run began, as far as that was known; `state` in which
  /// version the run is kept.
  public record About(
      String runId,
      String verb,
      String owner,
      String bundleDigest,
      String bundleName,
      String bundleVersion,
      String siteText,
      long startedAt,
      Optional<List<String>> skipped,
      Optional<String> operator,
      Optional<List<String>> approvedBy,
      Optional<List<String>> left,
      Optional<Stood> stood,
      Optional<SiteState> state) {

    /// One that a newer Holdfast has written is refused.
    static About read(byte[] json) {
      SiteState.requireKnown(json);
      return Json.read(json, About.class);
    }

    /// A bundle by its digest, and the stop of it, which is empty at its end.
    public record Stood(String bundleDigest, Optional<String> stop) {}

    /// The same of a run that these have approved, that leaves these parts, and that found the site
    /// here.
    public About with(List<String> approvers, List<String> parts, Optional<Stood> found) {
      return with(approvers, parts, found, state);
    }

    /// The same as this Holdfast writes it from now on.
    public About in(SiteState written) {
      return with(
          approvedBy.orElse(List.of()), left.orElse(List.of()), stood, Optional.of(written));
    }

    private About with(
        List<String> approvers,
        List<String> parts,
        Optional<Stood> found,
        Optional<SiteState> written) {
      return new About(
          runId,
          verb,
          owner,
          bundleDigest,
          bundleName,
          bundleVersion,
          siteText,
          startedAt,
          skipped,
          operator,
          Optional.of(approvers).filter(names -> !names.isEmpty()),
          Optional.of(parts).filter(left -> !left.isEmpty()),
          found,
          written);
    }

    /// Of a whole plan that nobody had to approve.
    public About(
        String runId,
        String verb,
        String owner,
        String bundleDigest,
        String bundleName,
        String bundleVersion,
        String siteText,
        long startedAt,
        Optional<List<String>> skipped,
        Optional<String> operator) {
      this(
          runId,
          verb,
          owner,
          bundleDigest,
          bundleName,
          bundleVersion,
          siteText,
          startedAt,
          skipped,
          operator,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  public String runId() {
    return runId;
  }

  public Path path() {
    return folder;
  }

  public void saveAbout(About about) {
    disk.replace("run.json", Json.canonical(about));
  }

  /// Refuses what a newer Holdfast has written, and only that: a damaged file is another matter.
  void requireKnown() {
    try {
      about();
    } catch (HoldfastException refused) {
      if (refused.has(ProblemId.NEWER_HOLDFAST)) {
        throw refused;
      }
    }
  }

  public Optional<About> about() {
    return disk.read("run.json").map(About::read);
  }

  /// Where the run's bundle and trust file lay on this machine when it last began or went on; empty
  /// for a run of another machine.
  public Optional<SiteFolder.Origin> origin() {
    return disk.read("origin.json").map(bytes -> Json.read(bytes, SiteFolder.Origin.class));
  }

  public void saveOrigin(SiteFolder.Origin origin) {
    disk.replace("origin.json", Json.canonical(origin));
  }

  public void savePlan(Plan plan) {
    disk.replace("plan.json", Json.canonical(plan));
  }

  public Optional<Plan> plan() {
    return disk.read("plan.json").map(Plan::read);
  }

  public void saveOutcome(Outcome outcome) {
    disk.replace("outcome.json", Json.canonical(outcome));
  }

  public Optional<Outcome> outcome() {
    return disk.read("outcome.json").map(bytes -> Json.read(bytes, Outcome.class));
  }

  /// A run that goes on has not ended yet.
  void forgetOutcome() {
    disk.remove("outcome.json");
  }

  /// Whether the run began: its journal has a record. One that was refused before that, or cut off,
  /// did nothing anywhere, so it is not one to go on with. A journal that is damaged or can't be
  /// read counts as begun.
  public boolean isBegun() {
    return progress().isPresent();
  }

  /// Whether the run has something left to do: it was cut off, or it stopped.
  public boolean isUnfinished() {
    return isBegun() && plan().isPresent() && outcome().map(Outcome::resumable).orElse(true);
  }

  /// Whether its verb is of a kind; one that this version does not know is of every kind.
  public boolean is(Predicate<Plan.Verb> kind) {
    return about().stream()
        .allMatch(
            about ->
                Stream.of(Plan.Verb.values())
                    .filter(known -> known.word().equals(about.verb()))
                    .allMatch(kind));
  }

  /// How far a run is that began.
  Optional<RunProgress> progress() {
    try {
      return Optional.of(records()).filter(list -> !list.isEmpty()).map(RunProgress::of);
    } catch (HoldfastException | UncheckedIOException unreadable) {
      return Optional.of(RunProgress.UNKNOWN);
    }
  }

  /// Removes the folder of a run that did not begin.
  void delete() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("the folder " + folder + " cannot be removed", failed);
    }
  }

  public Journal.Opened openJournal() {
    return Journal.open(disk, JOURNAL);
  }

  /// The journal's records so far; what a crash tore off at the end is left out.
  public List<JournalRecord> records() {
    return disk.read(JOURNAL).map(bytes -> JournalCodec.decode(bytes).records()).orElse(List.of());
  }

  /// The hosts whose change has begun and is neither done nor taken back, in the order of the plan.
  public List<String> inTheMiddle() {
    return plan()
        .map(
            plan ->
                RunState.of(
                        new RunState.Identity(runId, 0), plan, RunSettings.standard(), records())
                    .inTheMiddle())
        .orElse(List.of());
  }

  /// The journal as it stands, for keeping copies on the servers.
  public byte[] journalBytes() {
    return disk.read(JOURNAL).orElse(new byte[0]);
  }

  /// Takes a journal over from a server's copy.
  public void restoreJournal(byte[] bytes) {
    disk.replace(JOURNAL, bytes);
  }

  /// Keeps a product's raw answer under a plain file name.
  public void keep(String file, String text) {
    new FileDisk(folder.resolve(RAW)).replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// The names of all raw answers that were kept, sorted.
  public List<String> kept() {
    var raw = folder.resolve(RAW);
    if (!Files.isDirectory(raw)) {
      return List.of();
    }
    try (var files = Files.list(raw)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException("the folder " + raw + " cannot be read", failed);
    }
  }
}
