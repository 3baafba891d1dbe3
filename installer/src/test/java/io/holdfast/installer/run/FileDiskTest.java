package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.templates.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  @TempDir private Path folder;

  private static JournalEntry entry(String kind) {
    return new JournalEntry(kind, "/a", "s1", Json.readTree("{}"));
  }

  @Test
  void keepsFilesForTheOwnerOnly() throws Exception {
    var disk = new FileDisk(folder.resolve("deep/er"));
    disk.append("a", new byte[] {1});
    disk.append("a", new byte[] {2});
    disk.sync("a");
    disk.replace("b", new byte[] {3});
    assertThat(disk.read("a")).hasValue(new byte[] {1, 2});
    for (var name : new String[] {"a", "b"}) {
      var mode = Files.getPosixFilePermissions(folder.resolve("deep/er").resolve(name));
      assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
    }
  }

  @Test
  void readingLeavesNothingBehind() {
    var site = SiteFolder.of(folder.resolve("state"), "acme");
    assertThat(site.vault()).isEmpty();
    assertThat(site.lastRun()).isEmpty();
    assertThat(site.run("20261121-084442-install-3fa9").isBegun()).isFalse();
    new FileDisk(folder.resolve("disk")).remove("a");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void namesOnlySitesThatCanBeManagedFromHere() throws Exception {
    Files.createDirectories(folder.resolve("sites/looked-at"));
    SiteFolder.of(folder, "planned").saveVault(new byte[] {1});
    SiteFolder.of(folder, "attached").saveSiteText(new byte[] {1});
    var origin = new SiteFolder.Origin("site.yaml", Optional.empty(), Optional.empty());
    SiteFolder.of(folder, "acme").saveOrigin(origin);
    assertThat(SiteFolder.sites(folder)).containsExactly("acme", "attached");
    assertThat(SiteFolder.sites(folder.resolve("nothing"))).isEmpty();
  }

  @Test
  void replacesAFileAtOnceAndLeavesNothingBeside() throws Exception {
    var disk = new FileDisk(folder);
    disk.replace("a", new byte[] {1});
    disk.replace("a", new byte[] {2});
    assertThat(disk.read("a")).hasValue(new byte[] {2});
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName)).containsExactly(Path.of("a"));
    }
  }

  @Test
  void refusesANameThatIsAPath() {
    assertThatThrownBy(() -> new FileDisk(folder).read("../a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reopensAJournalThatACrashCutShort() {
    var disk = new FileDisk(folder);
    Journal.open(disk, "journal").journal().append(entry("one"), 1);
    disk.append("journal", new byte[] {0, 0, 0, 9, 1});
    var again = Journal.open(disk, "journal");
    assertThat(again.tornBytes()).isEqualTo(5);
    again.journal().append(entry("two"), 2);
    assertThat(Journal.open(disk, "journal").records()).hasSize(2);
  }
}
