package io.holdfast.scheduler.host;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What stands on a host. Maps are sorted by key; sizes are bytes, times milliseconds.
///
/// `current` maps a component to the copy its link names, `copies` to all finished copies; `files`
/// maps a path to its SHA-256 (absent when there is no such file); `packages` a name to the
/// installed version; `places` a folder to its file system; `images` what the host's own registry
/// serves, `repository:tag` to the hex digest of the image manifest; `firewallLoaded` whether the
/// rules of our firewall copy are in force, empty where none stands or nobody can say; `texts` what
/// the host says of files whose text was asked for, without those that are as wanted already, and
/// empty where it was not asked or does not know the question; `undo` what is kept for a way back,
/// empty in the same cases.
public record HostReading(
    Optional<String> siteId,
    String machineId,
    String bootId,
    long uptimeMs,
    long clockMs,
    long memoryBytes,
    int cpus,
    SortedMap<String, String> current,
    SortedMap<String, List<String>> copies,
    SortedMap<String, String> files,
    SortedMap<String, UnitReading> units,
    SortedMap<String, String> packages,
    SortedMap<String, PlaceReading> places,
    SortedMap<String, String> images,
    Optional<Boolean> firewallLoaded,
    Optional<SortedMap<String, TextReading>> texts,
    Optional<UndoReading> undo) {

  public HostReading {
    current = sorted(current);
    copies = sorted(copies);
    files = sorted(files);
    units = sorted(units);
    packages = sorted(packages);
    places = sorted(places);
    images = sorted(images);
    texts = texts.map(HostReading::sorted);
  }

  /// Without any text.
  public HostReading(
      Optional<String> siteId,
      String machineId,
      String bootId,
      long uptimeMs,
      long clockMs,
      long memoryBytes,
      int cpus,
      SortedMap<String, String> current,
      SortedMap<String, List<String>> copies,
      SortedMap<String, String> files,
      SortedMap<String, UnitReading> units,
      SortedMap<String, String> packages,
      SortedMap<String, PlaceReading> places,
      SortedMap<String, String> images,
      Optional<Boolean> firewallLoaded) {
    this(
        siteId,
        machineId,
        bootId,
        uptimeMs,
        clockMs,
        memoryBytes,
        cpus,
        current,
        copies,
        files,
        units,
        packages,
        places,
        images,
        firewallLoaded,
        Optional.empty(),
        Optional.empty());
  }

  /// The same with what the host says of texts.
  public HostReading withTexts(SortedMap<String, TextReading> found) {
    return with(current, Optional.of(found), undo);
  }

  /// The same with what is kept for a way back.
  public HostReading withUndo(UndoReading found) {
    return with(current, texts, Optional.of(found));
  }

  /// The same with other chosen copies.
  public HostReading withCurrent(SortedMap<String, String> chosen) {
    return with(chosen, texts, undo);
  }

  private HostReading with(
      SortedMap<String, String> newCurrent,
      Optional<SortedMap<String, TextReading>> newTexts,
      Optional<UndoReading> newUndo) {
    return new HostReading(
        siteId,
        machineId,
        bootId,
        uptimeMs,
        clockMs,
        memoryBytes,
        cpus,
        newCurrent,
        copies,
        files,
        units,
        packages,
        places,
        images,
        firewallLoaded,
        newTexts,
        newUndo);
  }

  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /// What only a way back needs, each with the bytes that its removal frees: `copies` the finished
  /// copies that are not chosen, of components of which one is, as `component/copyId`; `kept` the
  /// runs of which replaced files are kept; `asides` data folders that were set aside.
  public record UndoReading(
      SortedMap<String, Long> copies,
      SortedMap<String, Long> kept,
      SortedMap<String, Long> asides) {
    public UndoReading {
      copies = sorted(copies);
      kept = sorted(kept);
      asides = sorted(asides);
    }
  }

  /// A systemd unit: `activeState` as systemd names it, `startedAtMs` in uptime milliseconds of the
  /// main process.
  public record UnitReading(String activeState, boolean enabled, long mainPid, long startedAtMs) {}

  /// The file system that holds a folder: its mount point, free and total bytes.
  public record PlaceReading(String mount, long freeBytes, long totalBytes) {}
}
