package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.approval.Approvals;
import io.holdfast.installer.approval.Signers;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApproveCommandTest {
  private final Typed typed = new Typed();
  @TempDir private Path folder;
  private Signers signers = new Signers(Path.of(""));

  @BeforeEach
  void aPlanAndThreeKeys() throws Exception {
    signers = Signers.in(folder);
    Files.write(plan(), Json.canonical(KeptRuns.plan()));
    site(2);
  }

  private Path plan() {
    return folder.resolve("p.json");
  }

  private String site(int approvals) throws IOException {
    var text = signers.site(approvals);
    Files.writeString(folder.resolve("site.yaml"), text);
    return text;
  }

  private int approve(String name, String... more) {
    var all = new ArrayList<>(List.of("approve", plan().toString()));
    all.addAll(List.of("--key", signers.key(name).toString(), "--yes"));
    all.addAll(List.of("--state", folder.resolve("state").toString()));
    all.addAll(List.of("--site", folder.resolve("site.yaml").toString()));
    all.addAll(List.of(more));
    return typed.run(all);
  }

  private SiteContext context() {
    return SiteContext.ofFile(folder.resolve("state"), folder.resolve("site.yaml"));
  }

  private List<String> required() throws IOException {
    var written = new ApprovalRule.Written(plan(), Files.readAllBytes(plan()));
    return ApprovalRule.require(context(), Optional.of(written));
  }

  @Test
  void twoOfTwoLetThePlanGo() throws IOException {
    assertThat(approve("ada")).isZero();
    assertThat(typed.out()).contains("Approved by ada: 1 of 2.");
    assertThatThrownBy(this::required)
        .hasMessageContaining("HF-RUN-016")
        .hasMessageContaining("1 of 2 approvals: ada");
    assertThat(approve("ben", "--output", "json")).isZero();
    var result = Json.readTree(typed.out().lines().toList().getLast());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/approve/1");
    assertThat(result.path("approver").asString()).isEqualTo("ben");
    assertThat(result.path("approvedBy")).hasSize(2);
    assertThat(required()).containsExactly("ada", "ben");
    assertThat(approve("ben")).as("again").isZero();
  }

  @Test
  void refusesTheKeyOfAStranger() {
    assertThat(approve("eve")).isEqualTo(2);
    assertThat(typed.err()).contains("HF-RUN-017", "approvers: ada, ben");
    assertThat(Approvals.folder(plan())).doesNotExist();
  }

  @Test
  void refusesWhatIsNoPlan() throws IOException {
    Files.writeString(plan(), "{}");
    assertThat(approve("ada")).isEqualTo(2);
    assertThat(Approvals.folder(plan())).doesNotExist();
  }

  @Test
  void aPlanThatIsMadeNowHasNoApproval() {
    assertThatThrownBy(() -> ApprovalRule.require(context(), Optional.empty()))
        .hasMessageContaining("HF-RUN-016")
        .hasMessageContaining("wants 2 approvals of each plan");
  }

  @Test
  void aWayBackNeedsApprovalsAndHasItsOwnCommands() throws IOException {
    assertThatThrownBy(() -> ApprovalRule.requireForRollback(context(), Optional.empty()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.first().fix())
                    .containsExactly(
                        "holdfast rollback --dry-run --out p.json",
                        "holdfast approve p.json --key KEYFILE   # by each of them",
                        "holdfast rollback p.json"));
    assertThat(isNeeded(KeptRuns.plan(Plan.Verb.ROLLBACK), "b")).isTrue();
    approve("ada");
    approve("ben");
    var written = new ApprovalRule.Written(plan(), Files.readAllBytes(plan()));
    assertThat(ApprovalRule.requireForRollback(context(), Optional.of(written)))
        .containsExactly("ada", "ben");
  }

  @Test
  void asksForNothingWhereTheSiteDoesNot() throws IOException {
    site(0);
    assertThat(ApprovalRule.require(context(), Optional.empty())).isEmpty();
  }

  @Test
  void theRuleOfTheLastRunHoldsWhereItIsTakenOut() throws IOException {
    begun(site(1));
    site(0);
    assertThatThrownBy(() -> ApprovalRule.require(context(), Optional.empty()))
        .hasMessageContaining("wants an approval of each plan");
    assertThat(approve("ada")).isZero();
    assertThat(required()).containsExactly("ada");
  }

  private static Plan replacing(Step... more) {
    var steps = new ArrayList<>(List.of(operates("s2")));
    steps.addAll(List.of(more));
    return KeptRuns.plan()
        .copy()
        .verb(Plan.Verb.REPLACE)
        .stages(List.of(new Stage.Sequence("/replace", "Replace", steps, List.of())))
        .made();
  }

  private static Step operates(String host) {
    var work = new Step.Operate("test", new TreeMap<>());
    return new Step("/replace/" + host, host, "Do", work, false, 1);
  }

  private static Step changes(String host) {
    return new Step("/agent/" + host, host, "Do", new Step.OnHost(List.of()), true, 1);
  }

  private boolean isNeeded(Plan plan, String bundle) {
    var brought = new BundleHistory.Brought(bundle, "demo", "1");
    return ApprovalRule.isNeeded(context(), plan, Optional.of(brought));
  }

  @Test
  void toTakeAServerInAgainNeedsNoApprovalWhereItIsAboutThatHostAlone() throws IOException {
    assertThat(isNeeded(replacing(), "b")).isFalse();
    assertThat(isNeeded(replacing(changes("s2")), "other")).isFalse();
    assertThat(isNeeded(replacing(changes("s1")), "b")).isTrue();
    assertThat(isNeeded(replacing(operates("s1")), "b")).isTrue();
    assertThat(isNeeded(KeptRuns.plan(), "b")).isTrue();
  }

  @Test
  void whatWasApprovedIsGoneOnWithAroundAServerThatIsReplaced() throws IOException {
    begun(site(2));
    assertThat(isNeeded(replacing(changes("s1")), "b")).isFalse();
    assertThat(isNeeded(replacing(changes("s1")), "other")).isTrue();
    site(1);
    assertThat(isNeeded(replacing(changes("s1")), "b")).isTrue();
  }

  @Test
  void aServerThatIsReplacedTakesNoRuleAway() throws IOException {
    begun(site(1));
    new KeptRuns(SiteFolder.of(folder.resolve("state"), "acme")).add("replace", "1", 0);
    site(0);
    assertThatThrownBy(() -> ApprovalRule.require(context(), Optional.empty()))
        .hasMessageContaining("wants an approval of each plan");
  }

  private void begun(String siteText) {
    var run = SiteFolder.of(folder.resolve("state"), "acme").run("20261121-084442-upgrade-0001");
    run.saveAbout(
        new RunFolder.About(
            run.runId(),
            "upgrade",
            "owner",
            "b",
            "demo",
            "1",
            siteText,
            1,
            Optional.empty(),
            Optional.empty()));
    run.savePlan(KeptRuns.plan());
    var started = Map.of("fence", 1, "planDigest", "d", "runId", run.runId(), "verb", "UPGRADE");
    var details = Json.readTree(Json.write(started).getBytes(StandardCharsets.UTF_8));
    run.openJournal().journal().append(new JournalEntry("run-started", "", "", details), 1);
  }
}
