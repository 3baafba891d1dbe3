package io.holdfast.bundle.source;

import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// Remembers what the package manager answered for as long as its lists stay the same, so that a
/// second build asks nothing. Each file is still checked against its digest.
final class SolvedSets {
  private final Path folder;
  private final String lists;

  private record Text(String lists, List<Entry> members) {}

  private record Entry(PackagePin pin, String sha256, String file) {}

  /// Answers in this folder, good for the lists of this marker's time.
  SolvedSets(Path folder, Path marker) throws IOException {
    this.folder = folder;
    this.lists = Files.getLastModifiedTime(marker).toString();
  }

  private Path file(PackageRequest request) {
    return folder.resolve(Sha256.of(request.toString()) + ".json");
  }

  Optional<PackageSet> find(PackageRequest request, Path archives) throws IOException {
    var file = file(request);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var text = Json.read(Files.readAllBytes(file), Text.class);
      var members = text.members.stream().map(e -> member(e, archives)).toList();
      if (!text.lists.equals(lists) || !members.stream().allMatch(m -> Files.exists(m.file()))) {
        return Optional.empty();
      }
      for (var member : members) {
        member.verify();
      }
      return Optional.of(new PackageSet(members));
    } catch (HoldfastException unusable) {
      Files.delete(file);
      return Optional.empty();
    }
  }

  private static PackageSet.Member member(Entry entry, Path archives) {
    return new PackageSet.Member(entry.pin, entry.sha256, archives.resolve(entry.file));
  }

  void keep(PackageRequest request, PackageSet set) throws IOException {
    Files.createDirectories(folder);
    var members =
        set.members().stream()
            .map(m -> new Entry(m.pin(), m.sha256(), m.file().getFileName().toString()))
            .toList();
    var temporary = folder.resolve("new.json");
    Files.write(temporary, Json.canonical(new Text(lists, members)));
    Files.move(temporary, file(request), StandardCopyOption.ATOMIC_MOVE);
  }
}
