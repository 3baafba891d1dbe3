package io.holdfast.bundle.release;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.yaml.NearNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/// Takes single files out of a zip or a tar.gz. Nothing is ever written under a name from inside
/// the archive; only regular files are taken, and no more bytes than a release can have.
public final class ReleaseArchive {
  private final Path archive;
  private final String name;
  private final Set<String> wanted;
  private final Path into;
  private final long limit;
  private final Map<String, Path> taken = new TreeMap<>();
  private final Set<String> present = new TreeSet<>();

  private ReleaseArchive(Path archive, String name, Set<String> wanted, Path into, long limit) {
    this.archive = archive;
    this.name = name;
    this.wanted = Set.copyOf(wanted);
    this.into = into;
    this.limit = limit;
  }

  /// Whether a name is that of an archive that can be opened.
  public static boolean isArchive(String name) {
    return isZip(name) || name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  private static boolean isZip(String name) {
    return name.endsWith(".zip");
  }

  /// Takes the members of these names.
  ///
  /// @param name the archive's own name, which says of what kind it is
  /// @param into a folder for the files, which get names of their own there
  /// @param limit bytes of all that is unpacked on the way
  /// @return member to file
  public static Map<String, Path> take(
      Path archive, String name, Set<String> wanted, Path into, long limit) {
    return new ReleaseArchive(archive, name, wanted, into, limit).take();
  }

  private Map<String, Path> take() {
    var names = new ArchiveMember(name);
    try {
      Files.createDirectories(into);
      if (isZip(name)) {
        fromZip(names);
      } else {
        fromTar(names);
      }
    } catch (BoundedStream.TooMuch bomb) {
      throw names.refused("is larger unpacked than a release can be", limit + " bytes and more");
    } catch (IOException | IllegalArgumentException damaged) {
      throw HoldfastException.of(
          Problem.of(ProblemId.ARCHIVE_REFUSED, "The archive " + name + " cannot be read")
              .withEvidence(String.valueOf(damaged.getMessage()))
              .withFix("look whether the publisher's file is of the kind that its name says"),
          damaged);
    }
    for (var member : new TreeSet<>(wanted)) {
      if (!taken.containsKey(member)) {
        throw missing(member);
      }
    }
    return Map.copyOf(taken);
  }

  private HoldfastException missing(String member) {
    var near = NearNames.nearest(member, present);
    return Problem.of(
            ProblemId.ARCHIVE_REFUSED, "The archive " + name + " has no file \"" + member + "\"")
        .withEvidence(
            "it has "
                + String.join(", ", present.stream().limit(20).toList())
                + (present.size() > 20 ? ", ..." : ""))
        .withFix(
            near.map(found -> "write \"member: " + found + "\" if that is meant")
                .orElse("correct \"member\" in the appliance file"))
        .asException();
  }

  private void fromZip(ArchiveMember names) throws IOException {
    long left = limit;
    try (var zip = ZipFile.builder().setPath(archive).get()) {
      for (var entries = zip.getEntries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        var member = names.name(entry.getName(), entry.isDirectory());
        if (entry.isDirectory() || entry.isUnixSymlink()) {
          refuseLink(names, member, entry.isDirectory());
          continue;
        }
        present.add(member);
        if (wanted.contains(member)) {
          try (var stream = new BoundedStream(zip.getInputStream(entry), left)) {
            left -= write(member, stream);
          }
        }
      }
    }
  }

  private void fromTar(ArchiveMember names) throws IOException {
    try (var file = new BufferedInputStream(Files.newInputStream(archive));
        var unpacked =
            new BoundedStream(
                GzipCompressorInputStream.builder()
                    .setInputStream(file)
                    .setDecompressConcatenated(true)
                    .get(),
                limit);
        var tar = new TarArchiveInputStream(unpacked)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var member = names.name(entry.getName(), entry.isDirectory());
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
          refuseLink(names, member, entry.isDirectory());
          continue;
        }
        present.add(member);
        if (wanted.contains(member)) {
          write(member, tar);
        }
      }
    }
  }

  /// Links and devices are passed over, unless one of them is what is wanted.
  private void refuseLink(ArchiveMember names, String member, boolean isFolder) {
    if (wanted.contains(member)) {
      throw names.refused(
          "has no regular file \"" + member + "\"", isFolder ? "it is a folder" : "it is a link");
    }
  }

  private long write(String member, InputStream stream) throws IOException {
    var file = into.resolve("member-" + taken.size());
    long size = Files.copy(stream, file);
    taken.put(member, file);
    return size;
  }
}
