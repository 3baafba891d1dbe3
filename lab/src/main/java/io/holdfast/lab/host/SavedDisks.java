package io.holdfast.lab.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Copies of what hosts that are off have on their disks above the base.
record SavedDisks(LabPlan plan, LabPlaces places) {

  void save() throws IOException {
    Mounts.removeBelow(places.folder());
    remove(places.saved());
    for (var host : plan.hosts()) {
      var folders = places.host(host.name());
      copy(List.of(folders.upper(), folders.docker()), places.saved().resolve(host.name()));
    }
  }

  void putBack() throws IOException {
    Mounts.removeBelow(places.folder());
    for (var host : plan.hosts()) {
      var folders = places.host(host.name());
      var saved = places.saved().resolve(host.name());
      for (var folder : List.of(folders.upper(), folders.docker(), folders.work())) {
        remove(folder);
      }
      copy(
          List.of(
              saved.resolve(folders.upper().getFileName()),
              saved.resolve(folders.docker().getFileName())),
          folders.folder());
      Files.createDirectories(folders.work());
    }
  }

  /// With owners, times, devices and extended attributes: an overlay needs all of them.
  private static void copy(List<Path> folders, Path into) throws IOException {
    Files.createDirectories(into);
    for (var folder : folders) {
      SystemCommand.run("cp", "-a", "--reflink=auto", folder.toString(), into.toString());
    }
  }

  private static void remove(Path folder) {
    SystemCommand.run("rm", "-rf", "--one-file-system", folder.toString());
  }
}
