package io.holdfast.scheduler.platform;

import io.holdfast.scheduler.host.Action;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything that shall stand on one host, by component name; `images` are those its own registry
/// serves.
public record DesiredHost(
    String host, SortedMap<String, DesiredCopy> copies, List<Action.ImportImage> images) {
  public DesiredHost {
    copies = Collections.unmodifiableSortedMap(new TreeMap<String, DesiredCopy>(copies));
    images = List.copyOf(images);
  }

  public Optional<DesiredCopy> copy(String component) {
    return Optional.ofNullable(copies.get(component));
  }
}
