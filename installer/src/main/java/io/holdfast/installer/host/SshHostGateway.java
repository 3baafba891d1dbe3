package io.holdfast.installer.host;

import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.installer.ssh.HostConnection;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The door to the hosts of a site, over SSH and the host runner.
///
/// Reading works on a host that has nothing of ours and writes nothing there. A step or a lease
/// puts the runner in place first, if a bundle is at hand. A lost session ends the call as
/// `UNREACHABLE`; the next call opens a new one, and a step that went on meanwhile is picked up by
/// its id.
public final class SshHostGateway implements HostGateway, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SshHostGateway.class.getName());

  private final Site site;
  private final SshConnector connector;
  private final SortedMap<String, HostLink> links = new TreeMap<>();

  /// `runtime` is the runner to bring along, `siteId` the cluster the hosts must belong to once it
  /// is known.
  public SshHostGateway(
      Site site,
      SshConnector connector,
      Sudo sudo,
      Optional<RuntimeCopy> runtime,
      String version,
      Optional<String> siteId) {
    this.site = site;
    this.connector = connector;
    var place =
        new HostLink.RunnerPlace(
            site.places().program(), site.places().data(), runtime, version, siteId);
    site.hosts()
        .forEach(host -> links.put(host.name(), new HostLink(host, connector, sudo, place)));
  }

  /// Begins to connect to every host, and to start the runner of those that have one, while the
  /// caller does other things. Nothing is written anywhere; whoever needs a host that could not be
  /// reached hears of it then, and it is not tried a second time for him.
  public void warm() {
    links.forEach(
        (host, link) -> Thread.ofVirtual().name("warm-" + host).start(() -> warm(host, link)));
  }

  private static void warm(String host, HostLink link) {
    try {
      link.warm();
    } catch (RuntimeException unreachable) {
      LOG.log(System.Logger.Level.DEBUG, "no runner yet on " + host, unreachable);
    }
  }

  @Override
  public HostReading read(String host, ReadRequest request) {
    var runner = link(host).existingRunner();
    return runner.isPresent()
        ? guarded(host, runner.get(), session -> OlderRunner.read(session::read, request))
        : facts(host, questions(request)).reading();
  }

  private HostFacts.Questions questions(ReadRequest request) {
    return new HostFacts.Questions(
        request.program(),
        request.files(),
        request.units(),
        request.packages(),
        request.places(),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public StepResult step(String host, StepRequest request) {
    return guarded(host, runner(host), session -> session.step(request));
  }

  @Override
  public LeaseAnswer lease(String host, LeaseRequest request) {
    return guarded(host, runner(host), session -> session.lease(request));
  }

  /// What a plain shell script can tell of a host, whatever is installed there; writes nothing.
  public HostFacts facts(String host, HostFacts.Questions questions) {
    return link(host).facts(questions);
  }

  /// Runs a script that only looks, as root, up to its last line.
  public List<String> look(
      String host, String script, List<String> arguments, String endLine, long limitMs) {
    return link(host).lines(script, arguments, endLine, limitMs);
  }

  /// Starts a script that only looks, as root, and goes on after its ready line until it is closed.
  public HeldScript hold(String host, String script, List<String> arguments, String readyLine) {
    return link(host).hold(script, arguments, readyLine, 30_000);
  }

  /// The open runner of a host, for blobs, relays and the site's small files; put in place if
  /// missing.
  public RunnerSession runner(String host) {
    return link(host).runner();
  }

  /// The runner of a host if it has one.
  public Optional<RunnerSession> existingRunner(String host) {
    return link(host).existingRunner();
  }

  public HostConnection connection(String host) {
    return link(host).connection();
  }

  /// Uses a session and drops it when it broke under the call.
  <T> T guarded(String host, RunnerSession session, Function<RunnerSession, T> call) {
    try {
      return call.apply(session);
    } catch (HoldfastException failed) {
      if (failed.kind() == ProblemKind.UNREACHABLE && !session.isAlive()) {
        link(host).reset(session);
      }
      throw failed;
    }
  }

  private HostLink link(String host) {
    var link = links.get(host);
    if (link == null) {
      throw new IllegalArgumentException("no host " + host + " in " + site.site());
    }
    return link;
  }

  @Override
  public void close() {
    links.values().forEach(HostLink::close);
    connector.close();
  }
}
