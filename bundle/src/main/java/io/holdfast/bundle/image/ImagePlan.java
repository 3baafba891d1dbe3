package io.holdfast.bundle.image;

import io.holdfast.bundle.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an image shall be.
///
/// @param files paths are absolute inside the image
/// @param arch like `amd64`; the system is always Linux
/// @param user numeric user the process runs as
public record ImagePlan(
    String name,
    String tag,
    String arch,
    List<SourceFile> files,
    List<String> entrypoint,
    Map<String, String> environment,
    List<Integer> ports,
    String user) {
  public ImagePlan {
    files = List.copyOf(files);
    entrypoint = List.copyOf(entrypoint);
    environment = java.util.Collections.unmodifiableMap(new TreeMap<>(environment));
    ports = List.copyOf(ports);
  }
}
