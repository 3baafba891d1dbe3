package io.holdfast.installer.run;

import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Tells other programs on this machine that a run is being carried out now, so that it is not
/// taken for one that was cut off: a file in the run's folder, locked for as long as the process
/// lives. The system gives the lock back however the process ends.
public final class RunBeacon implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RunBeacon.class.getName());
  private static final String FILE = "running.json";

  private final FileChannel file;
  private final Path place;

  private RunBeacon(FileChannel file, Path place) {
    this.file = file;
    this.place = place;
  }

  /// Who carries a run out, since when (milliseconds since 1970).
  public record Going(String machine, long process, long since) {}

  /// Lights the beacon of a run, whose folder must be there.
  public static RunBeacon light(RunFolder run, Going going) throws IOException {
    var place = run.path().resolve(FILE);
    var file = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (file.tryLock() != null) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(Json.canonical(going)));
    }
    return new RunBeacon(file, place);
  }

  /// Who carries a run out at this moment, on this machine.
  public static Optional<Going> of(RunFolder run) {
    var place = run.path().resolve(FILE);
    try (var file = FileChannel.open(place, StandardOpenOption.READ)) {
      return isFree(file)
          ? Optional.empty()
          : Optional.of(Json.read(Files.readAllBytes(place), Going.class));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the file " + place + " cannot be read", unreadable);
    }
  }

  private static boolean isFree(FileChannel file) throws IOException {
    try (var lock = file.tryLock(0, Long.MAX_VALUE, true)) {
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  /// Never stands in the way of the run's own end: what can't be removed burns no more all the
  /// same.
  @Override
  public void close() {
    try (file) {
      Files.deleteIfExists(place);
    } catch (IOException stays) {
      LOG.log(System.Logger.Level.WARNING, "the file " + place, stays);
    }
  }
}
