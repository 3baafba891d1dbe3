package io.holdfast.installer.host;

import io.holdfast.agent.wire.RunnerRequest;
import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.installer.ssh.HostConnection;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way to one host: one SSH session and, on it, one host runner; both are opened when first
/// needed and again after they were lost. Only opening is serialised, of session and runner apart:
/// scripts need no runner and do not wait for one. Calls through an open runner run side by side.
final class HostLink implements AutoCloseable {
  private static final int START_LIMIT_MS = 60_000;
  private static final int SEND_LIMIT_MS = 30 * 60_000;

  private final Host host;
  private final Sudo sudo;
  private final RunnerPlace place;
  private final HostDoor door;
  private final Unheard unheard = new Unheard();
  private volatile @Nullable Running runner;
  private boolean isWanted;

  HostLink(Host host, SshConnector connector, Sudo sudo, RunnerPlace place) {
    this.host = host;
    this.sudo = sudo;
    this.place = place;
    this.door = new HostDoor(host, connector);
  }

  /// A runner and the SSH session that it speaks over.
  private record Running(RunnerSession session, HostConnection over) {}

  /// Where the runner lives, which copy of it is wanted, and for which site it works.
  record RunnerPlace(
      String program,
      String data,
      Optional<RuntimeCopy> runtime,
      String version,
      Optional<String> siteId) {
    private boolean keeps() {
      return runtime.filter(RuntimeCopy::onlyWhereMissing).isPresent();
    }

    /// The copy that is started where it lies on the host, whatever is chosen there.
    private String wanted(String mode) {
      return runtime
          .filter(_ -> !keeps() || mode.equals("place"))
          .map(RuntimeCopy::copyId)
          .orElse("none");
    }
  }

  /// The runner that belongs to the bundle at hand, put in place first where it is missing. One of
  /// an earlier bundle, which only looked so far, makes room for it; unless hosts keep what they
  /// have.
  synchronized RunnerSession runner() {
    var open = openRunner();
    if (open.isPresent() && (isWanted || place.runtime().isEmpty() || place.keeps())) {
      return open.get();
    }
    dropRunner();
    unheard.forget();
    return Optional.of("look")
        .filter(_ -> place.keeps())
        .flatMap(this::startRunner)
        .or(() -> startRunner("place"))
        .orElseThrow(this::nothingToPlace);
  }

  /// The runner if the host has one; nothing is written.
  synchronized Optional<RunnerSession> existingRunner() {
    var open = openRunner();
    if (open.isPresent()) {
      return open;
    }
    unheard.tell();
    return startRunner("look");
  }

  /// The same before anybody needs it; whoever does then hears what went wrong.
  synchronized void warm() {
    door.warm();
    try {
      existingRunner();
    } catch (RuntimeException failed) {
      unheard.keep(failed);
      throw failed;
    }
  }

  private HoldfastException nothingToPlace() {
    return Problem.of(
            ProblemId.RUNNER_NOT_STARTED,
            "The host has no runner and no bundle was given to bring one")
        .withHost(host.name())
        .asException();
  }

  private Optional<RunnerSession> openRunner() {
    var open = runner;
    if (open != null && open.session().isAlive()) {
      return Optional.of(open.session());
    }
    dropRunner();
    return Optional.empty();
  }

  private void dropRunner() {
    var open = runner;
    if (open != null) {
      open.session().close();
      runner = null;
    }
  }

  HostConnection connection() {
    return door.connection();
  }

  private Optional<RunnerSession> startRunner(String mode) {
    var marker = RootScript.randomWord();
    var allowed = place.runtime().isPresent() ? mode : "look";
    var wanted = place.wanted(allowed);
    var over = connection();
    var script =
        script(
            over, "bootstrap.sh", List.of(allowed, place.program(), wanted, marker, place.data()));
    try (var limit =
        new TimeLimit(allowed.equals("place") ? SEND_LIMIT_MS : START_LIMIT_MS, script::close)) {
      if (!isRunning(script)) {
        script.close();
        return Optional.empty();
      }
      var session = RunnerSession.open(script.output(), script.input(), marker, host.name());
      limit.check();
      greet(session);
      runner = new Running(session, over);
      return Optional.of(session);
    } catch (IOException lost) {
      script.close();
      throw notStarted(over, lost, script.errorTail());
    } catch (HoldfastException refused) {
      script.close();
      throw refused.has(ProblemId.RUNNER_NOT_STARTED)
          ? notStarted(refused, script.errorTail())
          : refused;
    }
  }

  private boolean isRunning(RootScript script) throws IOException {
    while (true) {
      var line = script.readLine();
      switch (line) {
        case "RUN wanted", "RUN current" -> {
          isWanted = line.endsWith("wanted");
          return true;
        }
        case "NONE" -> {
          return false;
        }
        case "SEND" -> send(script, place.runtime().orElseThrow());
        default -> {
          if (line.startsWith("FAIL ")) {
            throw new IOException(line.substring("FAIL ".length()));
          }
        }
      }
    }
  }

  private static void send(RootScript script, RuntimeCopy copy) throws IOException {
    var list = copy.list();
    var output = script.input();
    output.write(
        (list.length + " " + copy.tarSize() + "\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    output.write(list);
    copy.writeTar(output);
    output.flush();
  }

  private void greet(RunnerSession session) {
    var answer = session.hello(place.version(), place.siteId());
    try {
      requireSameSite(answer);
      NewerRunner.refuse(host.name(), place.version(), answer.version());
    } catch (HoldfastException refused) {
      session.close();
      throw refused;
    }
  }

  private void requireSameSite(RunnerRequest.HelloAnswer answer) {
    if (place.siteId().isPresent()
        && answer.siteId().isPresent()
        && !answer.siteId().equals(place.siteId())) {
      throw Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
          .withHost(host.name())
          .withEvidence(
              "its site is " + answer.siteId().get() + ", ours is " + place.siteId().get())
          .withFix(
              "holdfast attach USER@SERVER --known-hosts FILE   # if it is the same cluster, seen from a new machine")
          .asException();
    }
  }

  private HoldfastException notStarted(HostConnection over, IOException cause, String errors) {
    if (!over.isAlive()) {
      return RootScript.lost(host.name(), cause);
    }
    var evidence =
        errors.isEmpty() ? String.valueOf(cause.getMessage()) : cause.getMessage() + "\n" + errors;
    return HoldfastException.of(
        Problem.of(ProblemId.RUNNER_NOT_STARTED, "The host runner does not start")
            .withHost(host.name())
            .withEvidence(evidence),
        cause);
  }

  /// What the program itself said on its way down says more than that it is gone.
  private static HoldfastException notStarted(HoldfastException refused, String errors) {
    return errors.isEmpty()
        ? refused
        : HoldfastException.of(refused.first().withEvidence(errors), refused);
  }

  /// What a plain script can tell; nothing is written.
  HostFacts facts(HostFacts.Questions questions) {
    try (var script = script(connection(), "facts.sh", questions.arguments());
        var limit = new TimeLimit(START_LIMIT_MS, script::close)) {
      var before = System.currentTimeMillis();
      script.input().write('\n');
      script.input().flush();
      var lines = new ArrayList<String>(List.of(script.readLine()));
      var roundTrip = System.currentTimeMillis() - before;
      while (!lines.getLast().equals("end")) {
        lines.add(script.readLine());
      }
      limit.check();
      var clock = Long.parseLong(lines.getFirst().substring("clock\t".length()));
      return FactsText.parse(lines, clock - before - roundTrip / 2, roundTrip);
    } catch (IOException | NumberFormatException lost) {
      throw RootScript.lost(
          host.name(), lost instanceof IOException io ? io : new IOException(lost));
    }
  }

  /// Runs a script that only looks to its end and gives its lines.
  List<String> lines(String text, List<String> arguments, String endLine, long limitMs) {
    try (var held = hold(text, arguments, endLine, limitMs)) {
      return held.lines();
    }
  }

  /// Starts a script that goes on after it has said `readyLine`.
  HeldScript hold(String text, List<String> arguments, String readyLine, long limitMs) {
    var script = RootScript.start(connection(), host.name(), sudo, text, arguments);
    try (var limit = new TimeLimit(limitMs, script::close)) {
      var lines = new ArrayList<String>();
      for (var line = script.readLine(); !line.equals(readyLine); line = script.readLine()) {
        lines.add(line);
      }
      limit.check();
      return new HeldScript(script, lines);
    } catch (IOException lost) {
      script.close();
      throw RootScript.lost(host.name(), lost);
    }
  }

  private RootScript script(HostConnection over, String name, List<String> arguments) {
    return RootScript.start(over, host.name(), sudo, Scripts.named(name), arguments);
  }

  /// After a call that failed on the way: the next one starts from a fresh connection. What
  /// somebody else opened meanwhile stays.
  synchronized void reset(RunnerSession failed) {
    var open = runner;
    if (open != null && open.session() == failed) {
      open.over().close();
      dropRunner();
    }
  }

  /// Waits for nobody: a start of the runner that is under way ends with its connection.
  @Override
  public void close() {
    door.close();
    var open = runner;
    if (open != null) {
      open.session().close();
    }
  }
}
