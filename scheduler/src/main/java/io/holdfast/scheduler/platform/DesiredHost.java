package io.holdfast.scheduler.platform;

import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.render.Layout;
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

  /// Files with a private key that a site may have had placed here and does not want here, by path,
  /// each with the component that brought it.
  public SortedMap<String, String> withdrawnKeys() {
    var unwanted = new TreeMap<>(Layout.WITHDRAWN_KEYS);
    copies.values().stream()
        .flatMap(copy -> copy.placed().stream())
        .forEach(file -> unwanted.remove(file.path()));
    return unwanted;
  }

  public Optional<DesiredCopy> copy(String component) {
    return Optional.ofNullable(copies.get(component));
  }
}
