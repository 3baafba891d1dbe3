package io.holdfast.scheduler.journal;

import io.holdfast.scheduler.port.Disk;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A disk in memory on which everything is durable at once.
public final class MemoryDisk implements Disk {
  private final Map<String, byte[]> files = new HashMap<>();

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(files.get(name)).map(byte[]::clone);
  }

  @Override
  public void append(String name, byte[] bytes) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(files.getOrDefault(name, new byte[0]));
    all.writeBytes(bytes);
    files.put(name, all.toByteArray());
  }

  @Override
  public void sync(String name) {}

  @Override
  public void replace(String name, byte[] bytes) {
    files.put(name, bytes.clone());
  }
}
