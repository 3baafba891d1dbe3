package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.port.Disk;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The controller's disk: bytes not yet synced when it crashes survive up to a random place. A
/// write can itself be where the crash happens.
final class SimDisk implements Disk {
  private final SimWorld world;
  private final SortedMap<String, ByteArrayOutputStream> files = new TreeMap<>();
  private final SortedMap<String, Integer> durable = new TreeMap<>();

  /// The controller died while it wrote.
  static final class Crash extends RuntimeException {
    Crash() {
      super("the controller died while it wrote its journal", null, false, false);
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
    file(name).writeBytes(bytes);
    if (world.strikes(Fault.TORN_RECORD, 60)) {
      throw new Crash();
    }
  }

  @Override
  public void sync(String name) {
    durable.put(name, file(name).size());
  }

  @Override
  public void replace(String name, byte[] bytes) {
    file(name).reset();
    file(name).writeBytes(bytes);
    durable.put(name, bytes.length);
  }

  /// What is left after the machine lost its memory.
  void crash() {
    for (var name : files.keySet()) {
      var bytes = file(name).toByteArray();
      var safe = durable.getOrDefault(name, 0);
      var left = (int) world.seed.between(safe, bytes.length);
      replace(name, Arrays.copyOf(bytes, left));
    }
  }

  private ByteArrayOutputStream file(String name) {
    return files.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
  }
}
