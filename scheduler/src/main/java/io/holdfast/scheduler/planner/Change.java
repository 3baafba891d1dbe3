package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// How far one component of one host is from what it shall be.
///
/// `from` is the copy that stands now. `files` are the placed files that differ, `packages` those
/// whose version differs, `oldPackages` what stands of them now: the way back. `unitDown` says that
/// a unit of it does not run or would not run after a boot, or that what it loaded is gone,
/// `stopped` that the main one has no process now.
record Change(
    String host,
    DesiredCopy desired,
    Optional<String> from,
    boolean copyDiffers,
    List<Action.PlaceFile> files,
    List<Action.PackageVersion> packages,
    List<Action.PackageVersion> oldPackages,
    boolean unitDown,
    boolean stopped) {

  static Change between(
      String host, DesiredCopy desired, HostReading reading, Function<SecretText, String> digest) {
    var from = Optional.ofNullable(reading.current().get(desired.component()));
    return new Change(
        host,
        desired,
        from,
        !from.equals(Optional.of(desired.copyId())),
        desired.placed().stream()
            .filter(file -> !digest.apply(file.text()).equals(reading.files().get(file.path())))
            .toList(),
        desired.packages().stream()
            .filter(wanted -> !wanted.version().equals(reading.packages().get(wanted.name())))
            .toList(),
        desired.packages().stream().flatMap(wanted -> installed(reading, wanted)).toList(),
        desired.units().stream().anyMatch(unit -> !isUp(reading, unit)) || isGone(desired, reading),
        desired.runs() && isStopped(reading, desired.mainUnit()));
  }

  private static java.util.stream.Stream<Action.PackageVersion> installed(
      HostReading reading, Action.PackageVersion wanted) {
    return Optional.ofNullable(reading.packages().get(wanted.name()))
        .map(version -> new Action.PackageVersion(wanted.name(), version))
        .stream();
  }

  private static boolean isUp(HostReading reading, String unit) {
    var found = reading.units().get(unit);
    return found != null && found.enabled() && Objects.equals(found.activeState(), "active");
  }

  /// The unit of the rules stays active when somebody flushes them.
  private static boolean isGone(DesiredCopy desired, HostReading reading) {
    return desired.component().equals(Layout.FIREWALL)
        && reading.firewallLoaded().equals(Optional.of(false));
  }

  private static boolean isStopped(HostReading reading, String unit) {
    var found = reading.units().get(unit);
    return found == null || !List.of("active", "reloading").contains(found.activeState());
  }

  boolean isNeeded() {
    return copyDiffers || !files.isEmpty() || !packages.isEmpty() || unitDown;
  }

  /// All of it stands as wanted, and its main process does not run.
  boolean isOnlyDown() {
    return stopped && !copyDiffers && files.isEmpty() && packages.isEmpty();
  }

  /// Nothing of it stands on the host yet, or it never got as far as running.
  boolean isFirst() {
    return from.isEmpty();
  }

  boolean bringsPackages() {
    return !packages.isEmpty();
  }

  /// The version that stands now; the desired one where nothing stands.
  String fromVersion() {
    return from.map(DesiredCopy::versionOf).orElse(desired.version());
  }
}
