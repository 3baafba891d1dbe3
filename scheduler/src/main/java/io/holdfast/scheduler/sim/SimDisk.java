package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.port.Disk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The controller's disk: bytes not yet synced when it crashes survive up to a random place. A
/// write can itself be where the crash happens, the disk can be full in its middle, and it can lie
/// about what is safe.
final class SimDisk implements Disk {
  private final SimWorld world;
  private final SortedMap<String, ByteArrayOutputStream> files = new TreeMap<>();
  private final SortedMap<String, Integer> durable = new TreeMap<>();
  private boolean lies;

  /// The controller came to its end while it wrote.
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean powerIsLost;

    Crash(String why, boolean powerIsLost) {
      super(why, null, false, false);
      this.powerIsLost = powerIsLost;
    }

    boolean isPowerLost() {
      return powerIsLost;
    }
  }

  SimDisk(SimWorld world) {
    this.world = world;
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(files.get(name)).map(ByteArrayOutputStream::toByteArray);
  }

  @Override
  public void append(String name, byte[] bytes) {
    if (world.strikes(Fault.FULL_DISK, 15)) {
      file(name).write(bytes, 0, (int) world.seed.between(0, bytes.length - 1L));
      throw new Crash("the disk is full", false);
    }
    file(name).writeBytes(bytes);
    if (world.strikes(Fault.TORN_RECORD, 60)) {
      throw new Crash("killed while it wrote its journal", true);
    }
  }

  @Override
  public void sync(String name) {
    if (lies || world.options.has(Plant.NO_FSYNC)) {
      return;
    }
    if (world.strikes(Fault.LOST_FSYNC, 15)) {
      lies = true;
      world.agenda.in(world.seed.between(1_000, 40_000), world::losePowerOfController);
      return;
    }
    durable.put(name, file(name).size());
  }

  @Override
  public void replace(String name, byte[] bytes) {
    if (world.options.has(Plant.TORN_TAIL_KEPT)) {
      return;
    }
    file(name).reset();
    file(name).writeBytes(bytes);
    durable.put(name, bytes.length);
  }

  /// Whether everything in a file outlives a crash, as far as its writer was told the truth.
  boolean isSafe(String name) {
    return lies || durable.getOrDefault(name, 0) >= file(name).size();
  }

  /// What is left after the machine lost its memory.
  void crash() {
    lies = false;
    for (var name : files.keySet()) {
      var bytes = file(name).toByteArray();
      var safe = durable.getOrDefault(name, 0);
      var left = (int) world.seed.between(safe, bytes.length);
      var kept = Arrays.copyOf(bytes, left);
      file(name).reset();
      file(name).writeBytes(kept);
      durable.put(name, left);
    }
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  boolean holds(String text) {
    return files.values().stream()
        .anyMatch(file -> file.toString(StandardCharsets.ISO_8859_1).contains(text));
  }

  private ByteArrayOutputStream file(String name) {
    return files.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
  }
}
