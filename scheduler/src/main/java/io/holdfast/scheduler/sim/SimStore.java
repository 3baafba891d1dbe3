package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.text.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What lies on a host's disks: blobs, finished copies and links, placed files and what a step kept
/// of them, packages, data folders. All of it outlives a reboot.
final class SimStore {
  private final SimWorld world;
  private final String host;
  private final Set<String> corrupt = new HashSet<>();
  private final SortedMap<String, Boolean> copies = new TreeMap<>();
  private final SortedMap<String, String> current = new TreeMap<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final SortedMap<String, String> digests = new TreeMap<>();
  private final SortedMap<String, String> packages = new TreeMap<>();
  private final Map<String, Map<String, Optional<String>>> kept = new HashMap<>();
  private final SortedMap<String, Integer> data = new TreeMap<>();
  private final SortedMap<String, Integer> aside = new TreeMap<>();
  private long writes;

  /// Why an action does not work on this host.
  static final class Fails extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fails(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  SimStore(SimWorld world, String host) {
    this.world = world;
    this.host = host;
  }

  SortedMap<String, String> current() {
    return current;
  }

  SortedMap<String, String> files() {
    return files;
  }

  /// The SHA-256 of each placed file.
  SortedMap<String, String> digests() {
    return digests;
  }

  private void write(String path, String text) {
    files.put(path, text);
    digests.put(path, Sha256.of(text));
  }

  void remove(String path) {
    files.remove(path);
    digests.remove(path);
  }

  SortedMap<String, String> packages() {
    return packages;
  }

  /// Whether data were set aside here.
  boolean hasAside() {
    return !aside.isEmpty();
  }

  /// How often something was written here.
  long writes() {
    return writes;
  }

  /// Whether a finished copy is there, whole.
  boolean isWhole(String component, String copyId) {
    return copies.getOrDefault(component + "/" + copyId, false);
  }

  SortedMap<String, List<String>> finished() {
    var found = new TreeMap<String, List<String>>();
    for (var path : copies.keySet()) {
      var slash = path.indexOf('/');
      found
          .computeIfAbsent(path.substring(0, slash), _ -> new ArrayList<>())
          .add(path.substring(slash + 1));
    }
    return found;
  }

  /// The generation of a component's data: 0 none, 1 written by the old version, 2 by the new one.
  int data(String component) {
    return data.getOrDefault(component, 0);
  }

  void wroteData(String component, int generation) {
    data.merge(component, generation, Math::max);
  }

  /// Whether data of this component was there once and nothing of it is left, not even aside.
  boolean lostData(String component) {
    return data.containsKey(component) && data(component) == 0 && !aside.containsKey(component);
  }

  void standing(DesiredCopy copy) {
    copies.put(copy.component() + "/" + copy.copyId(), true);
    current.put(copy.component(), copy.copyId());
    copy.packages().forEach(pack -> packages.put(pack.name(), pack.version()));
    copy.placed().forEach(file -> write(file.path(), SimSite.resolved(file.text())));
  }

  /// A finished copy that is not chosen.
  void beside(String component, String copyId) {
    copies.put(component + "/" + copyId, true);
  }

  void bring(String blob) {
    if (world.strikes(Fault.CORRUPT_BLOB, 60)) {
      if (!world.options.has(Plant.UNVERIFIED_BLOB)) {
        throw new Fails("blob " + blob + " has another digest than was sent");
      }
      corrupt.add(blob);
    }
    writes++;
  }

  /// Begins to lay down a copy; a crash before `finish` leaves what `begin` made.
  void beginCopy(Action.PlaceCopy action) {
    if (world.options.has(Plant.COPY_IN_PLACE)) {
      copies.putIfAbsent(action.component() + "/" + action.copyId(), false);
    }
    writes++;
    if (world.strikes(Fault.FULL_DISK, 25)) {
      throw new Fails("no space left on device");
    }
  }

  void finishCopy(Action.PlaceCopy action, boolean wasThere, List<String> changes) {
    var path = action.component() + "/" + action.copyId();
    if (wasThere) {
      return;
    }
    var bad = action.files().stream().flatMap(f -> f.blob().stream()).anyMatch(corrupt::contains);
    if (bad) {
      world.violate(Promise.ONLY_VERIFIED, host + " lays down " + path + " from unverified bytes");
    }
    copies.put(path, true);
    changes.add("placed " + action.copyId());
  }

  boolean hasCopy(Action.PlaceCopy action) {
    return copies.containsKey(action.component() + "/" + action.copyId());
  }

  void switchCopy(Action.SwitchCopy action, List<String> changes) {
    var path = action.component() + "/" + action.copyId();
    if (!copies.containsKey(path)) {
      throw new Fails(path + " is not there");
    }
    if (!isWhole(action.component(), action.copyId())) {
      world.violate(Promise.WHOLE_LINKS, host + ": the link would name the half copy " + path);
    }
    var before = current.put(action.component(), action.copyId());
    if (!action.copyId().equals(before)) {
      changes.add("current is " + action.copyId());
      if (before != null && world.options.has(Plant.OLD_COPY_REMOVED)) {
        copies.remove(action.component() + "/" + before);
      }
    }
    writes++;
  }

  void placeFile(StepRequest request, Action.PlaceFile action, List<String> changes) {
    var before = Optional.ofNullable(files.get(action.path()));
    var text = action.text().text();
    if (before.isPresent() && before.get().equals(text)) {
      return;
    }
    if (world.strikes(Fault.FULL_DISK, 25)) {
      var secret = world.options.has(Plant.SECRET_IN_EVIDENCE) ? ": " + text : "";
      throw new Fails("no space left on device for " + action.path() + secret);
    }
    kept.computeIfAbsent(Promises.path(request.stepId()), _ -> new HashMap<>())
        .putIfAbsent(action.path(), before);
    write(action.path(), text);
    changes.add("wrote " + action.path());
    writes++;
  }

  void putBack(Action.PutBack action, List<String> changes) {
    kept.getOrDefault(action.stepId(), Map.of())
        .forEach(
            (path, before) -> {
              before.ifPresentOrElse(text -> write(path, text), () -> remove(path));
              changes.add("put back " + path);
              writes++;
            });
  }

  void install(Action.InstallPackages action, List<String> changes) {
    for (var wanted : action.packages()) {
      if (!wanted.version().equals(packages.put(wanted.name(), wanted.version()))) {
        changes.add("installed " + wanted.name() + " " + wanted.version());
        writes++;
      }
    }
  }

  void setAside(String component, List<String> changes) {
    var generation = data(component);
    if (generation > 0) {
      data.put(component, 0);
      if (!world.options.has(Plant.UNDO_DELETES_DATA)) {
        aside.put(component, generation);
      }
      changes.add("set the data of " + component + " aside");
      writes++;
    }
    if (lostData(component)) {
      world.violate(Promise.DATA_STAYS, "the data of " + component + " on " + host + " is gone");
    }
  }

  /// As the real runner: all or, where one of them is the chosen copy, none.
  void removeCopies(Action.RemoveCopies action, List<String> changes) {
    var chosen = current.get(action.component());
    if (chosen != null && action.copyIds().contains(chosen)) {
      throw new Fails(chosen + " is the copy that is chosen");
    }
    for (var copyId : action.copyIds()) {
      if (copies.remove(action.component() + "/" + copyId) != null) {
        changes.add("removed " + copyId);
        writes++;
      }
    }
  }

  /// What was set aside goes; files are kept by one run here, and it is its own.
  void forgetUndo(Action.ForgetUndo action, List<String> changes) {
    for (var path : action.asides()) {
      if (aside.remove(path.contains("nomad") ? "nomad" : "consul") != null) {
        changes.add("removed " + path);
        writes++;
      }
    }
  }
}
