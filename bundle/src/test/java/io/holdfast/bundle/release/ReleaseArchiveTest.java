package io.holdfast.bundle.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseArchiveTest {
  private static final byte[] PROGRAM = "program".getBytes(StandardCharsets.UTF_8);
  private static final long LIMIT = 1 << 20;

  @TempDir Path folder;

  /// Writes an archive of members in their order; a name of the form `a->b` is a link.
  private Path archive(String kind, String... names) throws IOException {
    return kind.equals("zip") ? zip(PROGRAM, names) : tar(PROGRAM, names);
  }

  private Path zip(byte[] content, String... names) throws IOException {
    var file = folder.resolve("toy.zip");
    try (var zip = new ZipArchiveOutputStream(file)) {
      for (var name : names) {
        var parts = name.split("->");
        var entry = new ZipArchiveEntry(parts[0]);
        if (parts.length > 1) {
          entry.setUnixMode(0120777);
        }
        zip.putArchiveEntry(entry);
        if (!name.endsWith("/")) {
          zip.write(parts.length > 1 ? parts[1].getBytes(StandardCharsets.UTF_8) : content);
        }
        zip.closeArchiveEntry();
      }
    }
    return file;
  }

  private Path tar(byte[] content, String... names) throws IOException {
    var file = folder.resolve("toy.tar.gz");
    try (var tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file))))) {
      for (var name : names) {
        var parts = name.split("->");
        var entry =
            parts.length > 1
                ? new TarArchiveEntry(parts[0], TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(parts[0], true);
        if (parts.length > 1) {
          entry.setLinkName(parts[1]);
        } else if (!name.endsWith("/")) {
          entry.setSize(content.length);
        }
        tar.putArchiveEntry(entry);
        if (entry.getSize() > 0) {
          tar.write(content);
        }
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  private Map<String, Path> take(Path archive, String... wanted) {
    return ReleaseArchive.take(
        archive,
        archive.getFileName().toString(),
        Set.of(wanted),
        folder.resolve("out-" + System.nanoTime()),
        LIMIT);
  }

  private HoldfastException refusal(Path archive, String... wanted) {
    var refused = catchThrowableOfType(HoldfastException.class, () -> take(archive, wanted));
    assertThat(refused.has(ProblemId.ARCHIVE_REFUSED)).isTrue();
    return refused;
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void takesTheMembersAskedForAndNoOther(String kind) throws IOException {
    var archive = archive(kind, "docs/", "docs/README", "toy", "LICENSE.txt", "link->toy");
    var taken = take(archive, "toy", "LICENSE.txt");
    assertThat(taken).containsOnlyKeys("toy", "LICENSE.txt");
    assertThat(taken.get("toy")).hasBinaryContent(PROGRAM);
    assertThat(taken.values()).doesNotHaveDuplicates();
  }

  @Test
  void knowsMembersWithALeadingDot() throws IOException {
    assertThat(take(tar(PROGRAM, "./", "./bridge"), "bridge")).containsOnlyKeys("bridge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void saysWhatThereIsWhereAMemberIsMissing(String kind) throws IOException {
    assertThat(refusal(archive(kind, "nomad", "LICENSE.txt"), "LICENCE.txt").first().toText())
        .contains("has no file \"LICENCE.txt\"")
        .contains("it has LICENSE.txt, nomad")
        .contains("member: LICENSE.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../toy", "a/../../toy", "/etc/toy", "a//toy", "a/./b", "b\u0007ell"})
  void refusesAnArchiveWithANameThatLeadsOutAlsoWhereItIsNotWanted(String name) throws IOException {
    for (var kind : new String[] {"zip", "tar.gz"}) {
      assertThat(refusal(archive(kind, "toy", name), "toy").first().what())
          .as(kind)
          .containsAnyOf("leads out of it", "characters that no file has");
    }
  }

  @Test
  void refusesANameThatIsAPathOnAnotherSystem() throws IOException {
    assertThat(refusal(tar(PROGRAM, "toy", "..\\toy"), "toy").first().what())
        .contains("characters that no file has");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void refusesANameThatStandsThereTwice(String kind) throws IOException {
    assertThat(refusal(archive(kind, "toy", "LICENSE.txt", "toy"), "toy").first().what())
        .contains("a name twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void refusesALinkInPlaceOfAFile(String kind) throws IOException {
    assertThat(refusal(archive(kind, "toy->/etc/shadow"), "toy").first().what())
        .contains("no regular file \"toy\"");
  }

  @Test
  void refusesWhatIsFarLargerUnpacked() throws IOException {
    var zeros = new byte[4 << 20];
    assertThat(refusal(zip(zeros, "toy"), "toy").first().what()).contains("larger unpacked");
    assertThat(refusal(tar(zeros, "zeros", "toy"), "toy").first().what())
        .contains("larger unpacked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void refusesAnArchiveThatIsCutShortOrNone(String kind) throws IOException {
    var archive = archive(kind, "toy");
    var bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(refusal(archive, "toy").first().what()).contains("cannot be read");
    Files.writeString(archive, "no archive at all");
    assertThat(refusal(archive, "toy").first().what()).contains("cannot be read");
  }
}
