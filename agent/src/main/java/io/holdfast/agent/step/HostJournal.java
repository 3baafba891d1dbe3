package io.holdfast.agent.step;

import io.holdfast.agent.host.FileLock;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.KeptResult;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalCodec;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was begun and done on this host, shared by the runner and the step processes.
///
/// It is the only truth about a step: a result that is not in here did not happen. It holds paths,
/// digests and outcomes, never texts of files.
public final class HostJournal {
  static final String FILE = "journal-host.log";
  private static final String ATTEMPT = "step-attempt";
  private static final String BEFORE = "action-before";
  private static final String AFTER = "action-after";
  private static final String RESULT = "step-result";

  private final Path folder;
  private final FileLock lock;
  private final InstantSource clock;

  public HostJournal(Root root, InstantSource clock) {
    this.folder = root.site();
    this.lock = new FileLock(folder.resolve("journal-host.lock"));
    this.clock = clock;
  }

  /// What the journal says about one step.
  ///
  /// @param attempts how often it was started
  /// @param touched whether an attempt changed something, or was cut off in an action that may have
  public record Story(int attempts, boolean touched, Optional<KeptResult> kept) {

    /// The result, where it answers for the step.
    public Optional<KeptResult> settled(long askedUnder) {
      return kept.filter(found -> found.standsFor(askedUnder));
    }
  }

  public Story story(StepName step) throws IOException {
    int attempts = 0;
    int unsettled = 0;
    boolean changed = false;
    Optional<JournalRecord> result = Optional.empty();
    var records = records();
    for (var found : records) {
      if (!isAbout(step, found)) {
        continue;
      }
      switch (found.kind()) {
        case ATTEMPT -> attempts++;
        case BEFORE -> unsettled++;
        case AFTER -> {
          unsettled--;
          changed |= found.details().path("changed").asBoolean();
        }
        case RESULT -> result = Optional.of(found);
        default -> {}
      }
    }
    var kept = result.map(found -> kept(found, found.equals(records.getLast())));
    return new Story(attempts, changed || unsettled > 0, kept);
  }

  private static KeptResult kept(JournalRecord found, boolean isLast) {
    var result = Json.fromTree(found.details().path("result"), StepResult.class);
    return new KeptResult(result, found.details().path("fence").asLong(), isLast);
  }

  private static boolean isAbout(StepName step, JournalRecord found) {
    return found.path().equals(step.stepId())
        && found.details().path("run").asString("").equals(step.runId());
  }

  public void attempt(StepName step, int attempt, long fence) throws IOException {
    append(ATTEMPT, step, Map.of("attempt", attempt, "fence", fence, "unit", step.unit(attempt)));
  }

  void before(StepName step, int index, String what) throws IOException {
    append(BEFORE, step, Map.of("index", index, "what", what));
  }

  void after(StepName step, int index, boolean changed, String says) throws IOException {
    append(AFTER, step, Map.of("index", index, "changed", changed, "says", says));
  }

  void result(StepName step, StepResult result, long fence) throws IOException {
    append(RESULT, step, Map.of("result", result, "fence", fence));
  }

  private void append(String kind, StepName step, Map<String, Object> details) throws IOException {
    var all = new java.util.TreeMap<>(details);
    all.put("run", step.runId());
    var entry = new JournalEntry(kind, step.stepId(), "", Json.toTree(all));
    lock.holding(
        () -> Journal.open(new FolderDisk(folder), FILE).journal().append(entry, clock.millis()));
  }

  /// Its length in bytes: grows with each record.
  long size() throws IOException {
    var file = folder.resolve(FILE);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /// All records; a record that is being written at this moment is not there yet.
  List<JournalRecord> records() throws IOException {
    return lock.holding(
        () -> {
          var bytes = new FolderDisk(folder).read(FILE).orElse(new byte[0]);
          return JournalCodec.decode(bytes).records();
        });
  }
}
