package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.PaperDesk;
import io.holdfast.installer.wizard.Wizard;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The whole wizard over hosts on paper: with keys, line by line, left on every screen, and each
/// screen against the one that was reviewed.
///
/// After a wanted change: `mvn -pl installer -am test -Dtest=WizardWalkTest -Dgolden.update=true`,
/// then look at the difference before committing it.
class WizardWalkTest extends WizardWalk {
  @Test
  void leadsFromTheFirstQuestionToARunningCluster() throws Exception {
    var desk = new PaperDesk();
    var site = prepared("walk");
    var glass = new ScriptedGlass().types(KEYS.values().toArray(String[]::new));
    assertThat(run(desk, site, full(glass))).isZero();
    assertThat(desk.done())
        .containsExactly("install site.yaml", "skipped HF-PRE-002@w1=a test machine");
    assertThat(site).content().contains("dnsZone: sites.acme", "name: w2", "room-b");
    assertThat(site.resolveSibling("vault.key")).hasSize(32);
    assertThat(site.resolveSibling("known_hosts")).content().hasLineCount(6);
  }

  @Test
  void writesTheSameSiteFileLineByLine() throws Exception {
    var byKeys = prepared("keys");
    run(
        new PaperDesk(),
        byKeys,
        full(new ScriptedGlass().types(KEYS.values().toArray(String[]::new))));
    var byLines = prepared("lines");
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), byLines, plain(lines(List.copyOf(LINES.keySet())), out)))
        .isZero();
    assertThat(byLines).hasSameBinaryContentAs(byKeys);
    assertThat(out.toString())
        .contains("== 9 of 16: First look ==", "survives the loss of 1 server");
  }

  @Test
  void keepsNoSecretButInTheFileForIt() throws Exception {
    var site = prepared("secret");
    var glass = new ScriptedGlass().types(KEYS.values().toArray(String[]::new));
    run(new PaperDesk(), site, full(glass));
    assertThat(site.resolveSibling("sudo-password")).hasContent(SECRET + "\n");
    assertThat(Files.getPosixFilePermissions(site.resolveSibling("sudo-password"))).hasSize(2);
    assertThat(glass.pages().toString()).doesNotContain(SECRET);
    assertThat(site).content().doesNotContain(SECRET);
    assertThat(site.resolveSibling("site.yaml.draft")).content().doesNotContain(SECRET);
  }

  @TestFactory
  Stream<DynamicTest> isLeftOnEveryScreenAndGoesOnThere() throws Exception {
    var whole = prepared("whole");
    run(
        new PaperDesk(),
        whole,
        full(new ScriptedGlass().types(KEYS.values().toArray(String[]::new))));
    var ids = List.copyOf(KEYS.keySet());
    return ids.stream()
        .map(
            left ->
                DynamicTest.dynamicTest(
                    left,
                    () -> {
                      var at = ids.indexOf(left);
                      leaveAt(ids, at, prepared("keys-" + left), whole, false);
                      leaveAt(ids, at, prepared("lines-" + left), whole, true);
                    }));
  }

  @Test
  void showsEachScreenAsItWasReviewed() throws Exception {
    var glass = new ScriptedGlass().types(KEYS.values().toArray(String[]::new));
    run(new PaperDesk(), prepared("golden"), full(glass));
    var shown = new TreeMap<String, String>();
    glass
        .pages()
        .forEach(
            (title, page) -> {
              if (title.contains(" of 16 ")) {
                shown.put(name(title), String.join("\n", page) + "\n");
              }
            });
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      for (var page : shown.entrySet()) {
        Files.writeString(GOLDEN.resolve(page.getKey()), page.getValue());
      }
    }
    assertThat(shown).hasSize(16);
    for (var page : shown.entrySet()) {
      assertThat(page.getValue()).isEqualTo(Files.readString(GOLDEN.resolve(page.getKey())));
      assertThat(page.getValue().lines()).hasSize(24).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void tellsHowToGoOnWhenARunStops() throws Exception {
    var desk = new PaperDesk().endsWith(6);
    var glass = new ScriptedGlass().types(KEYS.values().toArray(String[]::new));
    assertThat(run(desk, prepared("stops"), full(glass))).isEqualTo(6);
    assertThat(String.join("\n", glass.page())).contains("exit code 6", "holdfast resume");
  }

  @Test
  void staysOnAScreenUntilItIsRight() throws Exception {
    var glass =
        new ScriptedGlass()
            .types("<enter>", said(KEYS, "bundle"), "<enter>", "Not A Name<next>", "<leave>");
    assertThat(run(new PaperDesk(), prepared("wrong"), full(glass))).isEqualTo(Wizard.LEFT);
    assertThat(glass.page().getFirst()).contains("4 of 16  Site");
    assertThat(String.join("\n", glass.page())).contains("HF-CFG-013", "holdfast explain");
  }

  @Test
  void leavesWhenNobodyIsThereAnyMore() throws Exception {
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), prepared("gone"), plain(List.of("", "?"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("The vendor's file");
  }
}
