package io.holdfast.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.FakeHost;
import io.holdfast.agent.http.HttpCall;
import io.holdfast.agent.http.HttpWire;
import io.holdfast.agent.rehearsal.RehearsalUnits;
import io.holdfast.agent.rehearsal.Rehearsals;
import io.holdfast.agent.step.StepUnits;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.agent.wire.WirePair;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.scheduler.host.TextQuestion;
import io.holdfast.scheduler.host.TextReading;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunnerTest {
  @TempDir Path folder;
  private FakeHost host;
  private WirePair pair;
  private RunnerSession session;

  /// No step is started here; StepKeeperTest does that.
  private static final class NoUnits implements StepUnits {
    @Override
    public void start(String unit, Path spoolFile) throws IOException {
      throw new IOException("no units here");
    }

    @Override
    public boolean isRunning(String unit) {
      return false;
    }
  }

  /// Ends at once, and reads what it is sent as the real one does.
  private static final class DeadUnits implements RehearsalUnits {
    private boolean ended;

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public boolean isRunning() {
      return false;
    }

    @Override
    public String run(Path place, long memoryBytes, InputStream input) throws IOException {
      return "read " + input.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }

  private static final class NoLack implements Rehearsals.Means {
    @Override
    public long memory() {
      return Long.MAX_VALUE;
    }

    @Override
    public long room(Path where) {
      return where.endsWith("holdfast") ? Long.MAX_VALUE : 0;
    }
  }

  private final DeadUnits units = new DeadUnits();

  @BeforeEach
  void begin() {
    host = new FakeHost(folder);
    pair = new WirePair();
    var rehearsals = new Rehearsals(host.root(), units, new NoLack());
    pair.serving(RunnerMain.assemble(host.root(), "1.0", host, host, new NoUnits(), rehearsals));
    session = pair.session();
    session.hello("1.0", Optional.of("site-1"));
  }

  @AfterEach
  void end() {
    session.close();
    pair.close();
  }

  private void belongTo(String siteId) throws IOException {
    var file = host.root().site().resolve("identity");
    DurableFiles.openFolders(DurableFiles.parent(file));
    var json = "{\"siteId\":\"" + siteId + "\",\"site\":\"acme\"}";
    DurableFiles.replace(file, json.getBytes(StandardCharsets.UTF_8), Access.privateFile());
  }

  private static void refused(ProblemId id, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class, failed -> assertThat(failed.first().id()).isEqualTo(id));
  }

  private void file(String path, String text) throws IOException {
    DurableFiles.openFolders(DurableFiles.parent(host.root().at(path)));
    Files.writeString(host.root().at(path), text);
  }

  @Test
  void tellsWhatOnlyAWayBackNeedsAndHowManyBytesItsRemovalFrees() throws IOException {
    file("/opt/holdfast/consul/1-a/bin", "12345");
    file("/opt/holdfast/consul/2-b/bin", "123");
    var shared = host.root().at("/opt/holdfast/consul/2-b/shared");
    Files.writeString(shared, "1234567");
    Files.createLink(host.root().at("/opt/holdfast/consul/1-a/shared"), shared);
    file("/opt/holdfast/consul/0-z/both", "1");
    var both = host.root().at("/opt/holdfast/consul/0-z/both");
    Files.createLink(host.root().at("/opt/holdfast/consul/1-a/both"), both);
    Files.createSymbolicLink(host.root().at("/opt/holdfast/consul/current"), Path.of("2-b"));
    file("/opt/holdfast/unchosen/1-a/bin", "1");
    file("/opt/holdfast/astray/1-a/bin", "1");
    Files.createSymbolicLink(
        host.root().at("/opt/holdfast/astray/current"), Path.of("../consul/2-b"));
    var run = "20261101-010000-upgrade-0001";
    file("/var/lib/holdfast/kept/" + run + "/0a/x.content", "12");
    file("/data/consul/raft.aside-" + run + "/raft.db", "1234");
    file("/data/consul/raft.aside-mine/raft.db", "1234");
    var undo =
        session
            .read(ReadRequest.ofUndo("/opt/holdfast", List.of("/data/consul/raft", "/data/none")))
            .undo()
            .orElseThrow();
    assertThat(undo.copies()).isEqualTo(Map.of("consul/0-z", 0L, "consul/1-a", 6L));
    assertThat(undo.kept()).isEqualTo(Map.of(run, 2L));
    assertThat(undo.asides()).isEqualTo(Map.of("/data/consul/raft.aside-" + run, 4L));
    var nothing = ReadRequest.ofUndo("/opt/holdfast", List.of()).withoutNewer();
    assertThat(session.read(nothing).undo()).isEmpty();
  }

  @Test
  void readsEverythingInOneAnswerAndWritesNothing() throws IOException {
    host.answering(
        "systemctl show",
        0,
        """
        MainPID=7
        ExecMainStartTimestampMonotonic=5000000
        Id=a.service
        LoadState=loaded
        ActiveState=active
        UnitFileState=enabled

        Id=b.service
        LoadState=not-found
        ActiveState=inactive
        """);
    host.answering("dpkg-query", 1, "docker.io\t20.10\tinstalled\nrunc\t1\tconfig-files\n");
    DurableFiles.openFolders(host.root().at("/usr/bin"));
    Files.writeString(host.root().at("/usr/bin/dpkg-query"), "");
    DurableFiles.openFolders(host.root().at("/opt/holdfast/consul/1-a"));
    DurableFiles.openFolders(host.root().at("/opt/holdfast/consul/2-b.part-1"));
    DurableFiles.replaceLink(host.root().at("/opt/holdfast/consul/current"), Path.of("1-a"));
    var before = tree();
    var reading =
        session.read(
            new ReadRequest(
                "/opt/holdfast",
                List.of("/usr/bin/dpkg-query", "/absent"),
                List.of("a.service", "b.service"),
                List.of("docker.io", "runc"),
                List.of("/not/yet/there")));
    assertThat(reading.siteId()).isEmpty();
    assertThat(reading.current()).containsEntry("consul", "1-a");
    assertThat(reading.copies()).containsEntry("consul", List.of("1-a"));
    assertThat(reading.files()).containsOnlyKeys("/usr/bin/dpkg-query");
    assertThat(reading.units())
        .containsOnlyKeys("a.service")
        .containsEntry("a.service", new UnitReading("active", true, 7, 5000));
    assertThat(reading.packages()).containsOnlyKeys("docker.io");
    assertThat(reading.places().get("/not/yet/there")).isNotNull();
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void readsWhetherTheRulesOfTheFirewallAreInForceWhereOurCopyStands() throws IOException {
    var asked =
        new ReadRequest(
            "/opt/holdfast", List.of(), List.of("holdfast-firewall.service"), List.of(), List.of());
    assertThat(session.read(asked).firewallLoaded()).isEmpty();
    var copy = host.root().at("/opt/holdfast/firewall/1-a");
    DurableFiles.openFolders(copy);
    Files.writeString(copy.resolve("firewall.sh"), "");
    DurableFiles.replaceLink(host.root().at("/opt/holdfast/firewall/current"), Path.of("1-a"));
    var script =
        "/bin/sh " + host.root().at("/opt/holdfast/firewall/current/firewall.sh") + " loaded";
    for (var answer :
        Map.of(0, Optional.of(true), 3, Optional.of(false), 2, Optional.empty()).entrySet()) {
      host.answering(script, answer.getKey(), "");
      assertThat(session.read(asked).firewallLoaded()).isEqualTo(answer.getValue());
    }
  }

  @Test
  void tellsTextsInTheSameAnswerWhereItIsAskedForThem() throws IOException {
    var copy = host.root().at("/opt/holdfast/consul/1-a");
    DurableFiles.openFolders(copy);
    var file = Files.writeString(copy.resolve("consul.json"), "old\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    DurableFiles.replaceLink(host.root().at("/opt/holdfast/consul/current"), Path.of("1-a"));
    var path = "/opt/holdfast/consul/current/consul.json";
    var asked =
        new ReadRequest(
            "/opt/holdfast",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.of(List.of(new TextQuestion(path, "consul", Sha256.of("new\n")))));
    assertThat(session.read(asked).texts())
        .hasValueSatisfying(
            texts -> assertThat(texts).containsOnly(Map.entry(path, TextReading.of("old\n"))));
    assertThat(session.read(asked.withoutTexts()).texts()).isEmpty();
  }

  private List<String> tree() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void refusesEverythingButHelloAndReadOnAHostOfAnotherSite() throws IOException {
    belongTo("site-2");
    assertThat(session.hello("1.0", Optional.of("site-1")).siteId()).contains("site-2");
    session.read(new ReadRequest("/opt/holdfast", List.of(), List.of(), List.of(), List.of()));
    var lease = new LeaseRequest("site-1", LeaseRequest.Verb.ACQUIRE, "me", "", 1, 1000);
    refused(ProblemId.OTHER_CLUSTER, () -> session.lease(lease));
    refused(ProblemId.OTHER_CLUSTER, () -> session.fetch("vault"));
    refused(ProblemId.OTHER_CLUSTER, () -> session.store("vault", 1, new byte[1]));
    refused(ProblemId.OTHER_CLUSTER, () -> session.relayTcp(1));
    refused(
        ProblemId.OTHER_CLUSTER,
        () ->
            session.blob(
                Sha256.of("x"), 1, List.of(Sha256.of("x")), at -> InputStream.nullInputStream()));
  }

  @Test
  void letsSomebodyWhoDoesNotKnowTheSiteFetchItsFiles() throws IOException {
    belongTo("site-2");
    session.hello("1.0", Optional.empty());
    assertThat(session.fetch("identity")).isPresent();
    assertThat(session.fetch("journal/run-1")).isEmpty();
    refused(ProblemId.OTHER_CLUSTER, () -> session.store("vault", 1, new byte[1]));
  }

  @Test
  void keepsSmallFilesOfTheSiteAndNoOthers() throws IOException {
    session.store("journal/run-1", 3, "text".getBytes(StandardCharsets.UTF_8));
    assertThat(session.fetch("journal/run-1"))
        .hasValueSatisfying(
            got -> assertThat(got).asString(StandardCharsets.UTF_8).isEqualTo("text"));
    var file = host.root().site().resolve("journal/run-1");
    assertThat(Access.of(file).mode()).isEqualTo("0600");
    refused(ProblemId.FENCE_TOO_LOW, () -> session.store("vault", 2, new byte[1]));
    refused(ProblemId.INTERNAL_ERROR, () -> session.fetch("../../etc/shadow"));
  }

  @Test
  void keepsASealedSnapshotOnceAndGivesItBack() throws IOException {
    var bytes = "sealed".getBytes(StandardCharsets.UTF_8);
    var head = new SnapshotHead("run-1-consul", bytes.length, Sha256.of(bytes), "{}");
    RunnerSession.BlobSource source = at -> new ByteArrayInputStream(bytes);
    assertThat(session.keepSnapshot(head, 3, source)).isEqualTo(bytes.length);
    assertThat(session.keepSnapshot(head, 3, source)).isZero();
    assertThat(session.snapshots()).containsExactly(head);
    var got = new ByteArrayOutputStream();
    assertThat(session.fetchSnapshot("run-1-consul", got)).isTrue();
    assertThat(got.toByteArray()).isEqualTo(bytes);
    assertThat(session.fetchSnapshot("run-1-nomad", got)).isFalse();
    refused(ProblemId.FENCE_TOO_LOW, () -> session.keepSnapshot(head, 2, source));
    refused(ProblemId.FENCE_TOO_LOW, () -> session.removeSnapshot("run-1-consul", 2));
    var wrong = new SnapshotHead("run-2-consul", bytes.length, Sha256.of("other!"), "{}");
    refused(ProblemId.SNAPSHOT_DAMAGED, () -> session.keepSnapshot(wrong, 3, source));
    session.removeSnapshot("run-1-consul", 3);
    assertThat(session.snapshots()).isEmpty();
  }

  @Test
  void endsARehearsalThatWasLeftBehindBeforeItKeepsASnapshot() throws IOException {
    var left = Files.createDirectories(host.root().rehearsals().resolve("one"));
    var bytes = "sealed".getBytes(StandardCharsets.UTF_8);
    var head = new SnapshotHead("run-1-consul", bytes.length, Sha256.of("sealed"), "{}");
    refused(
        ProblemId.SNAPSHOT_DAMAGED,
        () -> session.keepSnapshot(head, 3, _ -> InputStream.nullInputStream()));
    assertThat(left).doesNotExist();
    assertThat(units.ended).isTrue();
  }

  @Test
  void givesSnapshotsToNobodyOfAnotherSite() throws IOException {
    belongTo("site-2");
    var head = new SnapshotHead("run-1-consul", 1, Sha256.of("x"), "{}");
    refused(ProblemId.OTHER_CLUSTER, session::snapshots);
    refused(
        ProblemId.OTHER_CLUSTER,
        () -> session.fetchSnapshot("run-1-consul", new ByteArrayOutputStream()));
    refused(
        ProblemId.OTHER_CLUSTER,
        () -> session.keepSnapshot(head, 1, at -> InputStream.nullInputStream()));
    refused(ProblemId.OTHER_CLUSTER, () -> session.removeSnapshot("run-1-consul", 1));
  }

  @Test
  void takesABlobOnceAndRefusesAWrongOne() throws IOException {
    var bytes = "content".getBytes(StandardCharsets.UTF_8);
    var digest = Sha256.of(bytes);
    RunnerSession.BlobSource source = at -> new ByteArrayInputStream(bytes);
    assertThat(session.blob(digest, bytes.length, List.of(digest), source)).isEqualTo(bytes.length);
    assertThat(session.blob(digest, bytes.length, List.of(digest), source)).isZero();
    assertThat(host.root().store().resolve("sha256/" + digest)).hasContent("content");
    var wrong = Sha256.of("other");
    refused(
        ProblemId.STORE_DAMAGED, () -> session.blob(wrong, bytes.length, List.of(wrong), source));
    assertThat(host.root().store().resolve("sha256/" + wrong)).doesNotExist();
  }

  @Test
  void relaysToAPortOfThisHost() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    try (var stream = session.relayTcp(port)) {
      var wire = new HttpWire(stream.input(), stream.output());
      assertThat(wire.exchange(HttpCall.get("/"), 100).body()).isEqualTo("hi");
    } finally {
      server.stop(0);
    }
    refused(ProblemId.API_SILENT, () -> session.relayTcp(port));
    refused(ProblemId.API_SILENT, () -> session.relayUnix("/no/such.sock"));
  }

  @Test
  void sendsAStateToItsRehearsalAndReadsItToItsEnd() throws IOException {
    belongTo("site-1");
    var order = new RehearsalOrder("nomad", "/opt/holdfast", "2-new", "dc1", "name");
    var state = new byte[3 << 20];
    var head = new RehearsalHead(order, state.length);
    var answer =
        session.rehearse(head, 1, Secret.of("token"), _ -> new ByteArrayInputStream(state));
    assertThat(answer)
        .isInstanceOfSatisfying(
            RehearsalAnswer.NotHeld.class,
            not -> assertThat(not.why()).contains("without an answer").contains("read 31"));
    var huge = new RehearsalHead(order, 1L << 50);
    assertThat(session.rehearse(huge, 1, Secret.of("token"), _ -> InputStream.nullInputStream()))
        .isInstanceOf(RehearsalAnswer.NotHeld.class);
  }
}
