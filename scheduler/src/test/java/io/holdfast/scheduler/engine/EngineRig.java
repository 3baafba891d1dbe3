package io.holdfast.scheduler.engine;

import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.templates.site.Engine;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/// The same with two workers w1 and w2, both open for work.
public interface EngineRig extends QuorumRig {
  Engine engine();

  /// Gives a service of one task to the engine, which runs on w1 when this returns.
  void place();

  /// Whether the engine would give new work to a worker.
  boolean isOpen(String worker);

  /// Whether the engine wants the service to run on a worker.
  boolean wants(String worker);

  /// Whether the service runs there, by the engine's word.
  boolean runs(String worker);

  /// Closes a worker for new work: `wait` leaves the service there, `migrate` moves it.
  void close(String worker, String mode);

  /// Opens a worker again that was closed or excluded.
  void open(String worker);

  /// The host hangs: its processes are there and answer nobody.
  void freeze(String worker);

  void thaw(String worker);

  /// What the operations and gates of the vendor's service `web` are told: one instance on each
  /// worker. A test that needs a container engine is skipped where there is none.
  SortedMap<String, String> web();

  /// Writes something that lasts.
  void write(String name);

  boolean holds(String name);

  /// Where snapshots go.
  ApiFiles files(Path folder);

  /// One parameter.
  static Map<String, String> host(String name) {
    return Map.of("host", name);
  }
}
