package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.engine.EngineRig;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.vendor.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Five engines for the contract, as [StandingSwarm] answers for them.
final class SwarmRig implements EngineRig {
  private static final String LATER = "26.1.5+dfsg1";

  private final StandingSwarm swarm = new StandingSwarm();

  @Override
  public Engine engine() {
    return Engine.SWARM;
  }

  @Override
  public String system() {
    return "swarm";
  }

  @Override
  public World world(Map<String, String> parameters) {
    return Worlds.of(swarm.api(), parameters);
  }

  @Override
  public String earlier() {
    return StandingSwarm.EARLIER;
  }

  @Override
  public String later() {
    return LATER;
  }

  @Override
  public void lose(String host) {
    swarm.silence(host);
  }

  @Override
  public void start(String host, String version) {
    swarm.start(host, version);
  }

  /// The earlier packages; then the operation that the plan has, which finds the manager well.
  @Override
  public void putBack(String server) {
    start(server, StandingSwarm.EARLIER);
    assertThat(
            Operations.named("swarm.leave-and-rejoin")
                .perform(world(EngineRig.host(server)))
                .changed())
        .isFalse();
  }

  @Override
  public String identity(String server) {
    return ManagerView.ask(docker(), server).nodeId();
  }

  private DockerApi docker() {
    return new DockerApi(new Inquiry(world(Map.of())));
  }

  /// How often each was started, and that nothing was asked of it that would take it out.
  @Override
  public List<String> lives(List<String> servers) {
    var out = swarm.api().changes().stream().filter(ask -> ask.contains("/swarm/")).toList();
    return servers.stream().map(host -> host + " " + swarm.startsOf(host) + " " + out).toList();
  }

  @Override
  public void leadershipMovesTo(String server) {
    swarm.lead(server);
  }

  @Override
  public void place() {
    swarm.place("w1");
  }

  @Override
  public boolean isOpen(String worker) {
    return new Nodes(docker(), "s1")
        .of(worker)
        .filter(node -> node.isReady() && node.availability().equals(StandingSwarm.OPEN))
        .isPresent();
  }

  @Override
  public boolean wants(String worker) {
    return !docker().get("s1", "/tasks" + StandingSwarm.wantedOn(worker)).json().list().isEmpty();
  }

  @Override
  public boolean runs(String worker) {
    return wants(worker);
  }

  @Override
  public void close(String worker, String mode) {
    availability(worker, mode.equals("wait") ? "pause" : "drain");
  }

  @Override
  public void open(String worker) {
    availability(worker, StandingSwarm.OPEN);
  }

  private void availability(String worker, String wanted) {
    var parameters = Map.of("host", worker, "availability", wanted);
    Operations.named("swarm.availability").perform(world(parameters));
  }

  @Override
  public void freeze(String worker) {
    swarm.silence(worker);
  }

  @Override
  public void thaw(String worker) {
    swarm.answersAgain(worker);
  }

  @Override
  public SortedMap<String, String> web() {
    var service =
        new ServiceSpec("web", "web", 8080, 18080, 2, "/", Map.of(), Optional.empty(), 100, 128);
    return DeployService.parameters(service, "127.0.0.1:5000/web@sha256:" + "0".repeat(64));
  }

  @Override
  public void write(String name) {
    throw new IllegalStateException("a swarm gives no snapshot to write for");
  }

  @Override
  public boolean holds(String name) {
    throw new IllegalStateException("a swarm gives no snapshot to write for");
  }

  @Override
  public ApiFiles files(Path folder) {
    throw new IllegalStateException("a swarm gives no snapshot");
  }

  @Override
  public String lately() {
    return String.join("\n", swarm.api().changes());
  }

  @Override
  public void close() {}
}
