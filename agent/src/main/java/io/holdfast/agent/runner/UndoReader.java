package io.holdfast.agent.runner;

import io.holdfast.agent.host.Root;
import io.holdfast.agent.step.Asides;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.UndoReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What this host keeps that only a way back needs, and how much room that takes. A file that a
/// chosen copy holds too is freed by nothing; one that several old copies share counts for the last
/// of them.
final class UndoReader {
  private final Map<Object, Integer> linksLeft = new HashMap<>();

  private UndoReader() {}

  /// `dataFolders` are those beside which a run may have set one aside.
  static UndoReading read(Root root, String program, HostReading reading, List<String> dataFolders)
      throws IOException {
    var reader = new UndoReader();
    return new UndoReading(
        reader.copies(root, program, reading), reader.kept(root), reader.asides(root, dataFolders));
  }

  /// Where no finished copy is the chosen one nobody knows which of them is needed.
  private SortedMap<String, Long> copies(Root root, String program, HostReading reading)
      throws IOException {
    var found = new TreeMap<String, Long>();
    for (var component : reading.copies().entrySet()) {
      var folder = root.at(program).resolve(component.getKey());
      var current = folder.resolve("current");
      if (!Files.isDirectory(current)) {
        continue;
      }
      var chosen = current.toRealPath();
      var seen = new HashSet<Path>();
      for (var copyId : component.getValue()) {
        var copy = folder.resolve(copyId);
        if (!copy.toRealPath().equals(chosen)) {
          seen.add(copy);
        }
      }
      if (seen.size() == component.getValue().size()) {
        continue;
      }
      for (var copy : seen.stream().sorted().toList()) {
        found.put(component.getKey() + "/" + copy.getFileName(), bytes(copy));
      }
    }
    return found;
  }

  private SortedMap<String, Long> kept(Root root) throws IOException {
    var found = new TreeMap<String, Long>();
    if (Files.isDirectory(root.kept(), LinkOption.NOFOLLOW_LINKS)) {
      try (var runs = Files.list(root.kept())) {
        for (var run : runs.sorted().toList()) {
          found.put(String.valueOf(run.getFileName()), bytes(run));
        }
      }
    }
    return found;
  }

  private SortedMap<String, Long> asides(Root root, List<String> dataFolders) throws IOException {
    var found = new TreeMap<String, Long>();
    for (var data : dataFolders) {
      for (var aside : Asides.of(root.at(data))) {
        found.put(Path.of(data).resolveSibling(aside.getFileName()).toString(), bytes(aside));
      }
    }
    return found;
  }

  private long bytes(Path folder) throws IOException {
    long sum = 0;
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted().toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isLastLink(file)) {
          sum += Files.size(file);
        }
      }
    }
    return sum;
  }

  private boolean isLastLink(Path file) throws IOException {
    var links = (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    if (links == null || links == 1) {
      return true;
    }
    var inode = List.of(Files.getAttribute(file, "unix:dev"), Files.getAttribute(file, "unix:ino"));
    return linksLeft.merge(inode, links - 1, (left, _) -> left - 1) == 0;
  }
}
