package io.holdfast.agent.rehearsal;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Rehearsals on this host, one at a time: whoever comes later ends the earlier one, whose
/// controller is gone. None is held that the servers of the host could miss the memory or the room
/// for.
public final class Rehearsals {
  /// What stays free for the servers, which write to the same disk.
  static final long RESERVE = 2L << 30;

  /// A state is unpacked, kept twice by the product and written to its log besides; packed it is an
  /// eighth and less.
  static final int ROOM_FOR_EACH_BYTE = 48;

  static final long LEAST_MEMORY = 512L << 20;
  static final int MEMORY_FOR_EACH_BYTE = 40;

  private final Path parent;
  private final RehearsalUnits units;
  private final Means means;

  /// What the host could spare, in bytes.
  public interface Means {
    long memory() throws IOException;

    long room(Path folder) throws IOException;
  }

  public Rehearsals(Root root, RehearsalUnits units, Means means) {
    this.parent = root.rehearsals();
    this.units = units;
    this.means = means;
  }

  /// `program` is the command line of this program, without its verb.
  public static Rehearsals ofHost(Root root, Commands commands, List<String> program) {
    return new Rehearsals(
        root, new RehearsalUnits.OfSystemd(commands, List.copyOf(program)), new OfKernel());
  }

  /// Ends a rehearsal whose controller is gone, and clears away what it or a power cut left.
  public void end() throws IOException {
    if (Files.isDirectory(parent)) {
      units.end();
      clear();
    }
  }

  /// A later rehearsal that ended this one may be under way already.
  private void clear() throws IOException {
    if (Files.isDirectory(parent) && !units.isRunning()) {
      DurableFiles.deleteTree(parent);
    }
  }

  /// What the host lacks for it; empty where it can be held.
  public Optional<String> lacking(RehearsalHead head) throws IOException {
    DurableFiles.openFolders(DurableFiles.parent(parent));
    var memory = means.memory();
    if (memory / 2 < limit(head)) {
      return Optional.of(
          "it would take %d MiB of memory, and of the %d MiB that are free half stays so"
              .formatted(limit(head) >> 20, memory >> 20));
    }
    var room = means.room(DurableFiles.parent(parent));
    var wanted = head.bytes() * ROOM_FOR_EACH_BYTE;
    return room - wanted < RESERVE
        ? Optional.of(
            "it would take %d MiB in %s, %d MiB are free there, and %d stay so"
                .formatted(wanted >> 20, parent, room >> 20, RESERVE >> 20))
        : Optional.empty();
  }

  private static long limit(RehearsalHead head) {
    return LEAST_MEMORY + head.bytes() * MEMORY_FOR_EACH_BYTE;
  }

  /// Holds it; `tokenAndState` is read to its end. Blocks until nothing of it is left.
  public RehearsalAnswer hold(RehearsalHead head, InputStream tokenAndState) throws IOException {
    units.end();
    DurableFiles.deleteTree(parent);
    DurableFiles.privateFolder(parent);
    var folder = parent.resolve("one");
    try {
      return answer(units.run(folder, limit(head), input(head, tokenAndState)));
    } finally {
      clear();
    }
  }

  private static InputStream input(RehearsalHead head, InputStream tokenAndState) {
    var line = Json.write(head) + "\n";
    return new SequenceInputStream(
        new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), tokenAndState);
  }

  /// The last line that can be an answer: whatever else was written came before it.
  private static RehearsalAnswer answer(String wrote) {
    var line = wrote.lines().filter(it -> it.startsWith("{")).reduce((earlier, later) -> later);
    try {
      return line.map(json -> Json.read(json, RehearsalAnswer.class))
          .orElseGet(() -> unanswered(wrote));
    } catch (HoldfastException torn) {
      return unanswered(wrote);
    }
  }

  private static RehearsalAnswer unanswered(String wrote) {
    var evidence = new Commands.Output(0, wrote).evidence();
    return new RehearsalAnswer.NotHeld(
        "its unit ended without an answer, for its limit of memory maybe"
            + (evidence.isEmpty() ? "" : ": " + evidence));
  }

  /// As the kernel tells it.
  static final class OfKernel implements Means {
    private static final String AVAILABLE = "MemAvailable:";

    @Override
    public long memory() throws IOException {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith(AVAILABLE))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
          .findFirst()
          .orElse(0);
    }

    @Override
    public long room(Path folder) throws IOException {
      return Files.getFileStore(folder).getUsableSpace();
    }
  }
}
