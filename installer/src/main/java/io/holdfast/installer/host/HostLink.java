package io.holdfast.installer.host;

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
  private final SshConnector connector;
  private final Sudo sudo;
  private final RunnerPlace place;
  private final Object connecting = new Object();
  private volatile @Nullable HostConnection connection;
  private @Nullable RunnerSession runner;
  private boolean isWanted;
  private boolean isClosed;

  HostLink(Host host, SshConnector connector, Sudo sudo, RunnerPlace place) {
    this.host = host;
    this.connector = connector;
    this.sudo = sudo;
    this.place = place;
  }

  /// Where the runner lives, which copy of it is wanted, and for which site it works.
  record RunnerPlace(
      String program,
      String data,
      Optional<RuntimeCopy> runtime,
      String version,
      Optional<String> siteId) {}

  /// The runner that belongs to the bundle at hand, put in place first where it is missing. One of
  /// an earlier bundle, which only looked so far, makes room for it.
  synchronized RunnerSession runner() {
    var open = openRunner();
    if (open.isPresent() && (isWanted || place.runtime().isEmpty())) {
      return open.get();
    }
    dropRunner();
    return startRunner("place").orElseThrow(this::nothingToPlace);
  }

  /// The runner if the host has one; nothing is written.
  synchronized Optional<RunnerSession> existingRunner() {
    var open = openRunner();
    return open.isPresent() ? open : startRunner("look");
  }

  private HoldfastException nothingToPlace() {
    return Problem.of(
            ProblemId.RUNNER_NOT_STARTED,
            "The host has no runner and no bundle was given to bring one")
        .withHost(host.name())
        .asException();
  }

  private Optional<RunnerSession> openRunner() {
    if (runner != null && runner.isAlive()) {
      return Optional.of(runner);
    }
    dropRunner();
    return Optional.empty();
  }

  private void dropRunner() {
    if (runner != null) {
      runner.close();
      runner = null;
    }
  }

  HostConnection connection() {
    synchronized (connecting) {
      var open = connection;
      if (open == null || !open.isAlive()) {
        dropConnection();
        requireOpen();
        open = connector.connect(host.name(), host.address());
        connection = open;
      }
      return open;
    }
  }

  /// Nothing is opened any more once the site was closed, such as by a look that came too late.
  private void requireOpen() {
    if (isClosed) {
      throw Problem.of(ProblemId.CONNECTION_LOST, "The site was closed")
          .withHost(host.name())
          .asException();
    }
  }

  private void dropConnection() {
    synchronized (connecting) {
      var open = connection;
      if (open != null) {
        open.close();
        connection = null;
      }
    }
  }

  private Optional<RunnerSession> startRunner(String mode) {
    var wanted = place.runtime().map(RuntimeCopy::copyId).orElse("none");
    var marker = RootScript.randomWord();
    var allowed = place.runtime().isPresent() ? mode : "look";
    var script = script("bootstrap.sh", List.of(allowed, place.program(), wanted, marker));
    try (var limit =
        new TimeLimit(allowed.equals("place") ? SEND_LIMIT_MS : START_LIMIT_MS, script::close)) {
      if (!isRunning(script)) {
        script.close();
        return Optional.empty();
      }
      var session = RunnerSession.open(script.output(), script.input(), marker, host.name());
      limit.check();
      requireSameSite(session);
      runner = session;
      return Optional.of(session);
    } catch (IOException lost) {
      script.close();
      throw notStarted(lost, script.errorTail());
    } catch (HoldfastException refused) {
      script.close();
      throw refused;
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

  private void requireSameSite(RunnerSession session) {
    var answer = session.hello(place.version(), place.siteId());
    if (place.siteId().isPresent()
        && answer.siteId().isPresent()
        && !answer.siteId().equals(place.siteId())) {
      session.close();
      throw Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
          .withHost(host.name())
          .withEvidence(
              "its site is " + answer.siteId().get() + ", ours is " + place.siteId().get())
          .withFix(
              "holdfast attach USER@SERVER   # if it is the same cluster, seen from a new machine")
          .asException();
    }
  }

  private HoldfastException notStarted(IOException cause, String errors) {
    var open = connection;
    if (open == null || !open.isAlive()) {
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

  /// What a plain script can tell; nothing is written.
  HostFacts facts(HostFacts.Questions questions) {
    try (var script = script("facts.sh", questions.arguments());
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

  private RootScript script(String name, List<String> arguments) {
    return RootScript.start(connection(), host.name(), sudo, Scripts.named(name), arguments);
  }

  /// After a failure on the way: the next call starts from a fresh connection.
  synchronized void reset() {
    dropRunner();
    dropConnection();
  }

  /// A start of the runner that is under way ends with its connection.
  @Override
  public void close() {
    synchronized (connecting) {
      isClosed = true;
      dropConnection();
    }
    reset();
  }
}
