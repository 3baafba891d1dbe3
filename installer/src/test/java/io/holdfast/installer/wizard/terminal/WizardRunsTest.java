package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.Desk.Standing;
import io.holdfast.installer.wizard.DraftFile;
import io.holdfast.installer.wizard.PaperDesk;
import io.holdfast.installer.wizard.Wizard;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The wizard where sites are known here already, and some of their runs did not end.
class WizardRunsTest extends WizardWalk {
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
  void forgetsTheAnswersOnceARunOfTheirSiteEndedWell() throws Exception {
    var draft = halfTyped("ended");
    var kept = new DraftFile(draft.resolveSibling("site.yaml"));
    kept.removeOf("beta");
    assertThat(draft).exists();
    kept.removeOf("acme");
    assertThat(draft).doesNotExist();
    kept.removeOf("acme");
  }
}
