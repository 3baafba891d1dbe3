package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.differences;
import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.host.SystemCommand;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Changes that are planned, approved and carried out part by part, as `docs/plan-a-change.md` has
/// it, on the smallest cluster with a pair of load balancers. The methods are one story.
class PlannedChangeEndToEndTest extends PracticeStory {
  private static final String RULE = "approvals: 1\n";
  private static final String STATS = "8404";
  private static final String OTHER_STATS = "8405";
  private static final String SERVERS = "/consul-servers";
  private static final String BALANCER = "/load-balancers/w1";
  private static final String OTHER_BALANCER = "/load-balancers/w2";
  private static final String REASON = "somebody looks at the process by hand";

  /// What an administrator has, and Holdfast keeps on his machine, but for the log: each with the
  /// time of its last change.
  private static final String OWN_FILES =
      """
      cd "$1" && find site.yaml vault.key known_hosts state -path state/log -prune -o \
        -printf '%p %y %m %s %C@ %l\\n' | sort
      """;

  private int done;
  private String approvedRun = "";
  private String hastyRun = "";

  PlannedChangeEndToEndTest() {
    super(
        "planned",
        Engine.SWARM,
        shape -> shape.withServers(1),
        List.of(DemoBundle.FIRST, DemoBundle.SETTING));
  }

  @Test
  @Order(1)
  void writesAPlanForThoseWhoDecideAndLeavesNoTrace() throws IOException {
    var rule = RULE + "approvers:\n" + approver("ada").entry() + approver("ben").entry();
    site().writeChanged("site.yaml", text -> text + rule);
    leavesNoTrace(
        () -> {
          var written =
              expect(bringing("plan", "--out", "p.json", "--document", "p.html"), 0, "plan");
          assertThat(stages(written)).contains("/load-balancers").doesNotContain(SERVERS);
          assertThat(Files.readString(folder().resolve("p.html")))
              .contains(written.path("digest").asString(), "holdfast apply p.json");
          assertThat(read("plan", "--check", "p.json", "--diff", "--bundle", setting()))
              .contains("The plan would still run as it is.")
              .containsPattern("(?m)^ *- *maxconn 2000$")
              .containsPattern("(?m)^ *\\+ *maxconn 4000$");
        });
    done++;
  }

  @Test
  @Order(2)
  void carriesOutAPlanOnceItIsApproved() throws IOException {
    requires(1);
    var ada = approver("ada");
    var plan = folder().resolve("p.json");
    underLoad(
        () -> {
          refusal(bringing("apply", "p.json"), 9, "HF-RUN-016");
          refusal(approved("p.json", approver("stranger")), 2, "HF-RUN-017");
          var approval = expect(approved("p.json", ada), 0, "approve");
          assertThat(approval.path("approvedBy").toString()).isEqualTo("[\"ada\"]");
          assertThat(ada.hasSigned(plan)).as("what ssh-keygen says of the signature").isTrue();
          var applied = expect(bringing("apply", "p.json"), 0, "apply of the plan");
          assertThat(applied.path("changed").asInt(0)).isPositive();
          approvedRun = applied.path("runId").asString();
        });
    refusal(bringing("plan", "--check", "p.json"), 2, "HF-RUN-001");
    expect(verb("plan", "--detailed-exitcode"), 0, "plan of what is left");
    done++;
  }

  @Test
  @Order(3)
  void doesOnePartAloneAndPlansTheRest() throws IOException {
    requires(2);
    site().writeChanged("site.yaml", PlannedChangeEndToEndTest::another);
    var ben = approver("ben");
    var plan = folder().resolve("q.json");
    underLoad(
        () -> {
          expect(verb("plan", "--out", "q.json"), 0, "plan of the other settings");
          refusal(verb("apply", "q.json", "--only", BALANCER), 9, "HF-RUN-016");
          ben.signs(plan);
          refusal(verb("apply", "q.json", "--only", OTHER_BALANCER), 2, "HF-RUN-014");
          var part = expect(verb("apply", "q.json", "--only", BALANCER), 0, "one part");
          assertThat(texts(part.path("left"))).containsExactly(SERVERS, OTHER_BALANCER);
        });
    assertThat(List.of(listens("w1", OTHER_STATS), listens("w2", STATS))).containsOnly(true);
    var rest = expect(verb("plan", "--detailed-exitcode"), 5, "plan of the rest");
    assertThat(stages(rest)).contains(SERVERS, "/load-balancers");
    assertThat(rest.path("plan").path("stages").toString()).doesNotContain(BALANCER);
    done++;
  }

  /// Other settings of the servers and of the balancers, and no rule any more: that this is so has
  /// to be approved by the rule of before.
  private static String another(String text) {
    return text.replace(RULE, "")
        .replace("hostProxy: unset", "hostProxy: unset, statsPort: " + OTHER_STATS)
        .replace("stabilisationSeconds: 3", "stabilisationSeconds: 4");
  }

  @Test
  @Order(4)
  void goesAsFarAsItMayAndThenToTheEnd() throws IOException {
    requires(3);
    underLoad(
        () -> {
          var begun = Instant.now();
          refusal(overriding("consul.member-after", "--reason", REASON), 2, "HF-RUN-015");
          var soon = soon(Duration.between(begun, Instant.now()));
          refusal(verb("apply", "--until", soon.toString()), 6, "HF-RUN-003");
          assertThat(stabilisation()).as("what the server was told").contains("\"3s\"");
          var hasty = overriding("unit.steady", "--reason", REASON, "--stop-after", SERVERS);
          refusal(hasty, 6, "HF-RUN-003");
          hastyRun = hasty.result().orElseThrow().path("runId").asString();
          assertThat(stabilisation()).contains("\"4s\"");
          assertThat(listens("w2", STATS)).isTrue();
          var later = LocalTime.now(ZoneId.systemDefault()).plusHours(2);
          var until = later.truncatedTo(ChronoUnit.MINUTES).toString();
          assertThat(changed(verb("apply", "--until", until))).isPositive();
        });
    assertThat(listens("w2", OTHER_STATS)).isTrue();
    assertThat(changed(verb("apply"))).isZero();
    done++;
  }

  /// When a window ends in which all hosts can be looked at, which takes so long, and no server can
  /// be changed.
  private static Instant soon(Duration look) {
    return Instant.now().plus(look.multipliedBy(2)).plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  @Order(5)
  void previewsLeaveNoTrace() throws IOException {
    requires(4);
    leavesNoTrace(
        () -> {
          expect(verb("plan", "--detailed-exitcode"), 0, "plan");
          var back = expect(verb("rollback", "--dry-run", "--out", "r.json"), 0, "the way back");
          assertThat(back.path("goesBack").toString()).contains("haproxy");
          var given = expect(verb("finalize", "--dry-run"), 0, "what would be given up");
          assertThat(given.path("empty").asBoolean(true)).isFalse();
        });
    done++;
  }

  @Test
  @Order(6)
  void closesAWorkerWithinATimeAndOpensIt() throws IOException {
    requires(5);
    underLoad(
        () -> {
          assertThat(changed(verb("drain", "--deadline", "45", "w1"))).isPositive();
          assertThat(tasks("w1")).isZero();
          assertThat(changed(verb("undrain", "w1"))).isPositive();
          assertThat(changed(verb("drain", "--wait", "--deadline", "20", "w2"))).isPositive();
          assertThat(tasks("w2")).as("what serves on").isPositive();
          assertThat(changed(verb("undrain", "w2"))).isPositive();
        });
    site().awaitWhole();
    done++;
  }

  @Test
  @Order(7)
  void tellsOfEachRunAfterwards() throws IOException {
    requires(6);
    var runs = expect(verb("history"), 0, "history").path("runs");
    assertThat(runs.toString()).contains(approvedRun, hastyRun);
    var report = report(approvedRun, "--document", "run.html");
    assertThat(report.path("exitCode").asInt(-1)).isZero();
    assertThat(report.path("events").toString()).contains("the plan was approved by ada");
    assertThat(report.path("gates").toString()).contains("HAProxy on w1 serves web");
    assertThat(texts(report.path("groups").path(0).path("order"))).containsExactly("w1", "w2");
    assertThat(Files.readString(folder().resolve("run.html"))).contains(approvedRun, "haproxy");
    assertThat(report(hastyRun).path("skipped").toString()).contains("unit.steady", REASON);
  }

  private JsonNode report(String run, String... more) {
    var words = new ArrayList<>(List.of("history", "report", run));
    words.addAll(Arrays.asList(more));
    return expect(site().run(site().administrator().command(words)), 0, "report");
  }

  /// What people read, of a command that is done.
  private String read(String verb, String... more) {
    var program = folder().resolve("program/bin/holdfast").toString();
    var command = new ArrayList<>(List.of("env", "-C", folder().toString(), program));
    command.addAll(List.of(site().administrator().verb(verb, more)));
    return SystemCommand.run(command.toArray(String[]::new));
  }

  /// By the same key each time.
  private PlanApprover approver(String name) {
    return PlanApprover.in(folder(), name);
  }

  private Program.Ended approved(String plan, PlanApprover by) {
    return verb("approve", plan, "--key", by.key().toString());
  }

  /// With the bundle that the site does not stand at yet.
  private Program.Ended bringing(String verb, String... more) {
    var words = new ArrayList<>(List.of("--bundle", setting()));
    words.addAll(Arrays.asList(more));
    return verb(verb, words.toArray(String[]::new));
  }

  private String setting() {
    return bundles().file(DemoBundle.SETTING).toString();
  }

  private Program.Ended overriding(String gate, String... more) {
    var words = new ArrayList<>(List.of("--override", gate));
    words.addAll(Arrays.asList(more));
    return verb("apply", words.toArray(String[]::new));
  }

  /// On no host, and not on the administrator's machine.
  private void leavesNoTrace(Deed deed) throws IOException {
    var hosts = site().snapshots();
    var own = ownFiles();
    deed.carryOut();
    assertThat(ownFiles()).as("the administrator's files").isEqualTo(own);
    assertThat(differences(hosts, site().snapshots())).as("changes on hosts").isEmpty();
  }

  private List<String> ownFiles() {
    var lines = SystemCommand.run("sh", "-c", OWN_FILES, "sh", folder().toString()).lines();
    return lines.toList();
  }

  private boolean listens(String host, String port) {
    var sockets = site().lab().exec(host, "ss", "-Hltn", "sport = :" + port);
    return !sockets.out().isBlank();
  }

  /// The line of the server's own settings.
  private String stabilisation() {
    var command = "grep -rh server_stabilization_time /etc/holdfast /opt/holdfast/consul/current/";
    return site().lab().exec("s1", "sh", "-c", command).out();
  }

  private long tasks(String host) {
    return site().lab().exec(host, "docker", "ps", "--quiet").out().lines().count();
  }

  private static List<String> stages(JsonNode planned) {
    var stages = planned.path("plan").path("stages").valueStream();
    return stages.map(stage -> stage.path("path").asString("")).toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(text -> text.asString("")).toList();
  }

  private Path folder() {
    return site().folder();
  }

  private void requires(int before) {
    assumeTrue(done >= before, "what comes before failed");
  }
}
