package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.Desk.Standing;
import io.holdfast.installer.wizard.DraftFile;
import io.holdfast.installer.wizard.PaperDesk;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Wizard;
import io.holdfast.installer.wizard.screen.Screens;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The whole wizard over hosts on paper: with keys, line by line, left on every screen, and each
/// screen against the one that was reviewed.
///
/// After a wanted change: `mvn -pl installer -am test -Dtest=WizardWalkTest -Dgolden.update=true`,
/// then look at the difference before committing it.
class WizardWalkTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "wizard");
  private static final String SECRET = "hunter2";
  private static final String SERVERS = "s[1-3] 10.0.0.[11-13] server";
  private static final String WORKERS = "w[1-2] 10.0.0.[21-22] worker+lb room-b";

  /// What is pressed on each screen.
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  /// What is typed on each screen by somebody who answers line by line; a bar ends a line.
  private static final Map<String, String> LINES = new LinkedHashMap<>();

  static {
    KEYS.put("start", "<enter>");
    KEYS.put("bundle", "app-1.0.holdfast<tab>trust.json<enter>");
    KEYS.put("contents", "<enter>");
    KEYS.put("site", "acme<enter>The night shift<enter>+49 000<enter>");
    KEYS.put("access", "ops<enter><enter><enter><enter>ops@10.0.0.5<enter>");
    KEYS.put("login", "<clear>login-key<tab>sudo-password<tab>" + SECRET + "<tab><next>");
    KEYS.put("hosts", SERVERS + "<enter>" + WORKERS + "<next>");
    KEYS.put("keys", "<right><enter><right><enter>");
    KEYS.put("probe", "<enter>");
    KEYS.put("topology", "<enter>");
    KEYS.put("network", "<clear>sites.acme<next>");
    KEYS.put("security", "<next>");
    KEYS.put("places", "<next>");
    KEYS.put("preflight", "HF-PRE-002@w1 a test machine<next>");
    KEYS.put("review", "<right><enter>");
    KEYS.put("run", "<enter>");

    LINES.put("start", "");
    LINES.put("bundle", "app-1.0.holdfast|trust.json");
    LINES.put("contents", "");
    LINES.put("site", "acme|The night shift|+49 000");
    LINES.put("access", "ops||||ops@10.0.0.5");
    LINES.put("login", "login-key|sudo-password|*" + SECRET + "|");
    LINES.put("hosts", SERVERS + "|" + WORKERS + "|");
    LINES.put("keys", "2|2");
    LINES.put("probe", "");
    LINES.put("topology", "");
    LINES.put("network", "sites.acme|||");
    LINES.put("security", "|");
    LINES.put("places", "||||||");
    LINES.put("preflight", "HF-PRE-002@w1 a test machine|");
    LINES.put("review", "2");
    LINES.put("run", "");
  }

  @TempDir Path folder;

  private Path prepared(String name) throws Exception {
    var home = Files.createDirectories(folder.resolve(name));
    Files.writeString(home.resolve("app-1.0.holdfast"), "");
    Files.writeString(home.resolve("trust.json"), "");
    Files.writeString(home.resolve("login-key"), "");
    return home.resolve("site.yaml");
  }

  private static int run(PaperDesk desk, Path siteFile, Skin skin) throws Exception {
    try (skin) {
      return Screens.run(desk, siteFile, skin);
    }
  }

  private static Standing begun(String name, String host, String run) {
    return new Standing(
        name,
        Path.of("/", name + ".yaml"),
        List.of(host),
        false,
        Optional.of(run),
        Optional.empty());
  }

  private static Standing standing(String name, String host) {
    return standing(name, host, Path.of("/", name + ".yaml"));
  }

  private static Standing standing(String name, String host, Path file) {
    return new Standing(
        name,
        file.toAbsolutePath().normalize(),
        List.of(host),
        true,
        Optional.empty(),
        Optional.empty());
  }

  private static FullScreen full(ScriptedGlass glass) {
    return new FullScreen(glass, () -> {});
  }

  private static Skin plain(List<String> lines, StringWriter out) {
    return new PlainPrompts(new Typed(lines.iterator()), new PrintWriter(out), () -> {});
  }

  /// Lines that begin with a star are typed unseen, and must be asked for like that.
  private record Typed(Iterator<String> lines) implements PlainPrompts.Lines {
    private static final String UNSEEN = "*";

    @Override
    public Optional<String> next() {
      return line(false);
    }

    @Override
    public Optional<String> nextHidden() {
      return line(true);
    }

    private Optional<String> line(boolean isHidden) {
      if (!lines.hasNext()) {
        return Optional.empty();
      }
      var line = lines.next();
      assertThat(line.startsWith(UNSEEN))
          .as("\"" + line + "\" is typed unseen")
          .isEqualTo(isHidden);
      return Optional.of(isHidden ? line.substring(UNSEEN.length()) : line);
    }
  }

  private static String said(Map<String, String> answers, String screen) {
    return Objects.requireNonNull(answers.get(screen), screen);
  }

  private static List<String> lines(List<String> screens) {
    var lines = new ArrayList<String>();
    screens.forEach(id -> lines.addAll(Arrays.asList(said(LINES, id).split("\\|", -1))));
    return lines;
  }

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

  private static void leaveAt(List<String> ids, int at, Path site, Path whole, boolean isPlain)
      throws Exception {
    var first = new PaperDesk();
    var before = ids.subList(0, at);
    assertThat(run(first, site, skin(before, "<leave>", "!", isPlain))).isEqualTo(Wizard.LEFT);
    var second = new PaperDesk();
    // Whoever leaves behind the end of a run sees the plan again, and says yes again.
    var from = Math.min(at == 0 ? 1 : at, ids.indexOf("review"));
    var after = new ArrayList<>(List.of("start"));
    after.addAll(ids.subList(from, ids.size()));
    assertThat(run(second, site, skin(after, "", "", isPlain))).isZero();
    assertThat(site).hasSameBinaryContentAs(whole);
    assertThat(second.done()).contains("install site.yaml");
  }

  private static Skin skin(List<String> ids, String endKey, String endLine, boolean isPlain) {
    if (isPlain) {
      var lines = lines(ids);
      lines.add(endLine);
      return plain(lines, new StringWriter());
    }
    var glass = new ScriptedGlass();
    ids.forEach(id -> glass.types(said(KEYS, id)));
    return full(endKey.isEmpty() ? glass : glass.types(endKey));
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

  /// `07-hosts.txt`.
  private static String name(String title) {
    var words = title.substring("Holdfast install".length()).strip().split(" of 16\\s+");
    var text = words[1].toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    return String.format("%02d-%s.txt", Integer.parseInt(words[0]), text);
  }

  @Test
  void offersARunThatStoppedFirst() throws Exception {
    var desk = new PaperDesk().knows(begun("acme", "s1", "r7"), standing("beta", "b1"));
    var glass = new ScriptedGlass().types("<enter>", "<right><enter>", "<enter>");
    assertThat(run(desk, prepared("resume"), full(glass))).isZero();
    assertThat(desk.done()).containsExactly("resume acme");
  }

  @Test
  void goesOnWithNoRunBeforeSomebodySawWhichItIsAndSaidYes() throws Exception {
    var desk = new PaperDesk().knows(begun("acme", "s1", "r7"));
    var out = new StringWriter();
    assertThat(run(desk, prepared("enter"), plain(List.of("", "", "", "!"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(desk.done()).isEmpty();
    assertThat(out.toString())
        .contains("2 of 3: Review", "Run r7: stopped safely", "Go on with this run")
        .contains("holdfast resume --site acme", "Nothing is changed before you answer yes");
  }

  @Test
  void offersNeitherToGoOnNorToUpgradeWhileARunIsGoingOn() throws Exception {
    var going =
        new Standing(
            "acme",
            Path.of("/acme.yaml"),
            List.of("s1"),
            true,
            Optional.empty(),
            Optional.of("on desk1, process 7, since 2026-11-21T10:00:00Z"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk().knows(going), prepared("going"), plain(List.of("!"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString())
        .contains("A run of acme is going on now", "process 7", "Install a new cluster")
        .doesNotContain("Go on with acme", "Upgrade acme");
  }

  @Test
  void goesOnWithARunThatItBeganItself() throws Exception {
    var site = prepared("again");
    var glass = new ScriptedGlass().types(KEYS.values().toArray(String[]::new));
    assertThat(run(new PaperDesk().endsWith(6), site, full(glass))).isEqualTo(6);
    var desk = new PaperDesk().knows(begun("acme", "s1", "r7"));
    assertThat(run(desk, site, full(new ScriptedGlass().types("<enter><right><enter><enter>"))))
        .isZero();
    assertThat(desk.done()).containsExactly("resume acme");
  }

  @Test
  void upgradesASiteThatIsKnown() throws Exception {
    var desk = new PaperDesk().knows(standing("beta", "b1"));
    var glass =
        new ScriptedGlass()
            .types("<right><enter>", said(KEYS, "bundle"), "<enter>", "<right><enter>", "<enter>");
    assertThat(run(desk, prepared("upgrade"), full(glass))).isZero();
    assertThat(desk.done()).containsExactly("upgrade beta");
  }

  /// Answers that were given as far as the plan, with a skipped check, and what keeps them.
  private Path halfTyped(String name) throws Exception {
    var site = prepared(name);
    var ids = List.copyOf(KEYS.keySet());
    leftAt(site, ids.subList(0, ids.indexOf("review")));
    return site.resolveSibling("site.yaml.draft");
  }

  private static void leftAt(Path site, List<String> ids) throws Exception {
    assertThat(run(new PaperDesk(), site, skin(ids, "<leave>", "!", false))).isEqualTo(Wizard.LEFT);
  }

  @Test
  void takesNothingOfAnotherClustersAnswersIntoAnUpgradeAndKeepsThem() throws Exception {
    var draft = halfTyped("half-typed");
    var before = Files.readString(draft);
    var desk = new PaperDesk().knows(standing("beta", "b1"));
    var glass =
        new ScriptedGlass()
            .types("<right><right><enter>", said(KEYS, "bundle"), "<enter>", "<right><enter>")
            .types("<enter>");
    assertThat(run(desk, draft.resolveSibling("site.yaml"), full(glass))).isZero();
    assertThat(desk.done()).containsExactly("upgrade beta");
    assertThat(draft).hasContent(before);
  }

  @Test
  void comesBackFromAnUpgradeToTheAnswersForANewCluster() throws Exception {
    var draft = halfTyped("back");
    var before = Files.readString(draft);
    var desk = new PaperDesk().knows(standing("beta", "b1"));
    var lines = List.of("3", "<", "1", "!");
    var out = new StringWriter();
    assertThat(run(desk, draft.resolveSibling("site.yaml"), plain(lines, out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("15 of 16: Review");
    assertThat(Files.readString(draft)).contains("HF-PRE-002@w1").hasSameSizeAs(before);
  }

  @Test
  void showsNoPlanToSomebodyWhoComesBackAsLongAsSomethingIsInTheWay() throws Exception {
    var site = halfTyped("in-the-way").resolveSibling("site.yaml");
    var desk =
        new PaperDesk()
            .findsInTheWay(Problem.of(ProblemId.CHUNK_CORRUPT, "The bundle was damaged since"));
    var out = new StringWriter();
    assertThat(run(desk, site, plain(List.of("", "", "!"), out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString())
        .contains("15 of 16: Review", "HF-BND-004", "There is no plan yet")
        .doesNotContain("Nothing to do");
    assertThat(desk.done()).isEmpty();
  }

  @Test
  void dropsTheAnswersOfAClusterThatStandsByNowAndKeepsItsFile() throws Exception {
    var draft = halfTyped("stands");
    var site = draft.resolveSibling("site.yaml");
    var desk = new PaperDesk().knows(standing("acme", "s1", site));
    var glass = new ScriptedGlass().types("<enter><leave>");
    assertThat(run(desk, site, full(glass))).isEqualTo(Wizard.LEFT);
    assertThat(String.join("\n", glass.page())).contains("is here already");
    assertThat(draft).doesNotExist();
  }

  @Test
  void startsNoOtherClusterInTheFileOfARunThatStopped() throws Exception {
    var draft = halfTyped("stopped");
    var site = draft.resolveSibling("site.yaml");
    var before = Files.readString(site);
    var stopped =
        new Standing(
            "acme",
            site.toAbsolutePath(),
            List.of("s1"),
            false,
            Optional.of("r7"),
            Optional.empty());
    var out = new StringWriter();
    assertThat(run(new PaperDesk().knows(stopped), site, plain(List.of("3", "!"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("is here already and is not written over");
    assertThat(site).hasContent(before);
    assertThat(draft).exists();
  }

  @Test
  void leavesASiteFileAloneHoweverOftenSomebodyLooksAtTheStart() throws Exception {
    var site = prepared("looked");
    Files.writeString(site, "site: mine\n");
    var out = new StringWriter();
    for (var time = 0; time < 2; time++) {
      assertThat(run(new PaperDesk(), site, plain(List.of("", "!"), out))).isEqualTo(Wizard.LEFT);
    }
    assertThat(out.toString().split("is here already", -1)).hasSize(3);
  }

  @Test
  void tellsHowToGoOnWhenARunStops() throws Exception {
    var desk = new PaperDesk().endsWith(6);
    var glass = new ScriptedGlass().types(KEYS.values().toArray(String[]::new));
    assertThat(run(desk, prepared("stops"), full(glass))).isEqualTo(6);
    assertThat(String.join("\n", glass.page())).contains("exit code 6", "holdfast resume");
  }

  @Test
  void writesOverNoSiteFileThatItDidNotMake() throws Exception {
    var site = prepared("taken");
    Files.writeString(site, "site: mine\n");
    var glass = new ScriptedGlass().types("<enter><leave>");
    assertThat(run(new PaperDesk(), site, full(glass))).isEqualTo(Wizard.LEFT);
    assertThat(site).hasContent("site: mine\n");
    assertThat(String.join("\n", glass.page())).contains("install --answers site.yaml");
  }

  @Test
  void takesForANewClusterNoNameThatIsKnownAlready() throws Exception {
    var desk = new PaperDesk().knows(standing("acme", "s1"));
    var lines = lines(List.of("start", "bundle", "contents", "site"));
    lines.add("!");
    var out = new StringWriter();
    assertThat(run(desk, prepared("known"), plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString())
        .contains("HF-CFG-021", "/acme.yaml", "a name of its own")
        .doesNotContain("Access ==");
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
  void readsASecretUnseenAlsoAfterItsHelp() throws Exception {
    var site = prepared("unseen");
    var lines = lines(List.of("start", "bundle", "contents", "site", "access"));
    lines.addAll(List.of("login-key", "sudo-password", "*?", "* with blanks ", "", "!"));
    assertThat(run(new PaperDesk(), site, plain(lines, new StringWriter()))).isEqualTo(Wizard.LEFT);
    assertThat(site.resolveSibling("sudo-password")).hasContent(" with blanks \n");
  }

  @Test
  void writesOverNoPassphraseAndNoPasswordOfAnotherSite() throws Exception {
    var site = prepared("shared");
    Files.writeString(site.resolveSibling("sudo-password"), "theirs\n");
    var before = List.of("start", "bundle", "contents", "site", "access");
    var lines = lines(before);
    lines.addAll(List.of("login-key", "sudo-password", "*" + SECRET, "", "!"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), site, plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(site.resolveSibling("sudo-password")).hasContent("theirs\n");
    assertThat(out.toString()).contains("HF-CFG-020", "is not written over", "name another file");

    Files.writeString(site.resolveSibling("their-passphrase"), "theirs\n");
    var security = new ArrayList<>(List.of("", "login-key", "sudo-password", "*theirs", ""));
    security.addAll(lines(List.of("hosts", "keys", "probe", "topology", "network")));
    security.addAll(List.of("2", "", "", "their-passphrase", "*" + SECRET));
    security.addAll(List.of("", "our-passphrase", "*" + SECRET, "!"));
    assertThat(run(new PaperDesk(), site, plain(security, out))).isEqualTo(Wizard.LEFT);
    assertThat(site.resolveSibling("their-passphrase")).hasContent("theirs\n");
    assertThat(site.resolveSibling("our-passphrase")).hasContent(SECRET + "\n");
  }

  @Test
  void keepsNoPassphraseThatDoesNotOpenTheVaultOfTheSite() throws Exception {
    var site = prepared("sealed");
    var lines =
        lines(
            List.of(
                "start",
                "bundle",
                "contents",
                "site",
                "access",
                "login",
                "hosts",
                "keys",
                "probe",
                "topology",
                "network"));
    lines.addAll(List.of("2", "", "", "vault-passphrase", "*" + SECRET, "!"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk().opensBy("sealed"), site, plain(lines, out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("HF-VLT-001");
    assertThat(site.resolveSibling("vault-passphrase")).doesNotExist();
  }

  @Test
  void leavesWhenNobodyIsThereAnyMore() throws Exception {
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), prepared("gone"), plain(List.of("", "?"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("The vendor's file");
  }

  @Test
  void asksBeforeItWritesOverWhatSomebodyAddedToTheSiteFileAndKeepsIt() throws Exception {
    var site = halfTyped("by-hand").resolveSibling("site.yaml");
    var written = Files.readString(site);
    var byHand = written + "firewall: {mode: apply}\n";
    Files.writeString(site, byHand);
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), site, plain(List.of("", "", "!"), out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("is not written over", "install --answers site.yaml");
    assertThat(site).hasContent(byHand);

    assertThat(run(new PaperDesk(), site, plain(List.of("", "2", "!"), out)))
        .isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("15 of 16: Review");
    assertThat(site.resolveSibling("site.yaml.before")).hasContent(byHand);
    assertThat(site).hasContent(written);
    assertThat(run(new PaperDesk(), site, plain(List.of("", "!"), out))).isEqualTo(Wizard.LEFT);
  }

  @Test
  void keepsEachSiteFileThatItWritesOver() throws Exception {
    var site = halfTyped("twice").resolveSibling("site.yaml");
    for (var text : List.of("site: one\n", "site: two\n")) {
      Files.writeString(site, text);
      var lines = List.of("", "2", "!");
      assertThat(run(new PaperDesk(), site, plain(lines, new StringWriter())))
          .isEqualTo(Wizard.LEFT);
    }
    assertThat(site.resolveSibling("site.yaml.before")).hasContent("site: one\n");
    assertThat(site.resolveSibling("site.yaml.before-2")).hasContent("site: two\n");
  }

  @Test
  void writesOverNothingThatIsAddedWhileThePlanIsLookedAt() throws Exception {
    var site = prepared("meanwhile");
    var ids = List.copyOf(KEYS.keySet());
    var lines = lines(ids.subList(0, ids.indexOf("review")));
    var desk =
        new PaperDesk() {
          @Override
          public Planned plan(Task task, boolean isUpgrade) {
            try {
              Files.writeString(site, "# by hand\n", StandardOpenOption.APPEND);
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
            return super.plan(task, isUpgrade);
          }
        };
    lines.addAll(List.of("2", "!"));
    var out = new StringWriter();
    assertThat(run(desk, site, plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("site.yaml was changed since");
    assertThat(desk.done()).isEmpty();
    assertThat(Files.readString(site)).endsWith("# by hand\n");
  }

  @Test
  void forgetsTheAnswersOnceARunOfTheirSiteEndedWell() throws Exception {
    var draft = halfTyped("ended");
    var kept = new DraftFile(draft.resolveSibling("site.yaml"));
    kept.removeOf("beta");
    assertThat(draft).exists();
    kept.removeOf("acme");
    assertThat(draft).doesNotExist();
    kept.removeOf("acme");
  }

  @Test
  void readsAnswersThatWereKeptBeforeTheirSiteFileWasRemembered() throws Exception {
    var draft = halfTyped("older");
    var text = Files.readString(draft);
    Files.writeString(draft, text.replaceFirst(",\"written\":\"[0-9a-f]*\"", ""));
    assertThat(Files.readString(draft)).doesNotContain("written");
    var out = new StringWriter();
    var site = draft.resolveSibling("site.yaml");
    assertThat(run(new PaperDesk(), site, plain(List.of("", "!"), out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString()).contains("15 of 16: Review");
  }

  @Test
  void takesNoPassphraseFileForTheVaultThatOthersCanRead() throws Exception {
    var site = prepared("open");
    var file = Files.writeString(site.resolveSibling("words"), "correct horse\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    var ids = List.copyOf(KEYS.keySet());
    var lines = lines(ids.subList(0, ids.indexOf("security")));
    lines.addAll(List.of("2", "", "", "words", "*", "!"));
    var out = new StringWriter();
    assertThat(run(new PaperDesk(), site, plain(lines, out))).isEqualTo(Wizard.LEFT);
    assertThat(out.toString())
        .contains("words can be read by other users", "chmod 600 ")
        .doesNotContain("Preflight ==");
  }
}
