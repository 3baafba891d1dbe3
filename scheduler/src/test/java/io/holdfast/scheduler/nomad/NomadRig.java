package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.engine.EngineRig.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.engine.EngineRig;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.live.LiveCluster;
import io.holdfast.scheduler.live.LiveRig;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.scheduler.swarm.DeployService;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.vendor.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Real Nomad servers and workers of two neighbouring releases for the contract of engines.
///
/// A machine that runs tests need not have a container engine: the service that is moved about is a
/// bare process, and what needs containers is skipped.
final class NomadRig extends LiveRig implements EngineRig {
  private static final String SERVICE = "stays";
  private static final List<String> WORKERS = List.of("w1", "w2");

  NomadRig(LiveCluster cluster) {
    super(cluster, "nomad");
  }

  /// Lays plugins down that say this version of themselves, and links them.
  void plugins(String version) {
    unchecked(
        () -> {
          var copy = Files.createDirectories(cluster.plugins().resolve(version + "/bin"));
          for (var plugin : List.of("bridge", "firewall", "host-local", "loopback", "portmap")) {
            var file = copy.resolve(plugin);
            Files.writeString(file, "#!/bin/sh\necho CNI " + plugin + " plugin v" + version + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
          var current = cluster.plugins().resolve("current");
          Files.deleteIfExists(current);
          Files.createSymbolicLink(current, Path.of(version));
        });
  }

  void readAgain(String worker) {
    unchecked(() -> cluster.readAgain(worker));
  }

  void startWorkers() {
    WORKERS.forEach(worker -> start(worker, earlier()));
    until(() -> WORKERS.stream().allMatch(this::isOpen));
  }

  @Override
  public Engine engine() {
    return Engine.NOMAD;
  }

  @Override
  public void place() {
    register(SERVICE, "service", "100000");
    until(() -> runs("w1"));
  }

  /// A job of one task, which prefers w1 and runs for so many seconds. It is registered anew each
  /// time, for a task goes back to the worker it prefers only then.
  void register(String id, String type, String seconds) {
    var job =
        """
        {"ID":"%1$s","Name":"%1$s","Type":"%2$s","Datacenters":["*"],
         "Affinities":[{"LTarget":"${node.unique.name}","RTarget":"w1","Operand":"=","Weight":100}],
         "TaskGroups":[{"Name":"%1$s","Tasks":[{"Name":"%1$s","Driver":"raw_exec",
          "Config":{"command":"/bin/sleep","args":["%3$s"]},
          "Resources":{"CPU":50,"MemoryMB":20}}]}]}
        """
            .formatted(id, type, seconds);
    forget(id);
    var parameters = Map.of("job", id, "specification", job);
    assertThat(perform("deploy-job", parameters)).isEqualTo("register " + id);
    assertThat(perform("deploy-job", parameters)).isEqualTo("the job stands as planned");
  }

  /// As if a job had never been there.
  void forget(String id) {
    var api = api();
    api.delete(api.requiredServer(), "/v1/job/" + id + "?purge=true");
    until(() -> wantedOn("w1", id) + wantedOn("w2", id) == 0);
    api.delete(api.requiredServer(), "/v1/var/holdfast/jobs/" + id);
  }

  String perform(String operation, Map<String, String> parameters) {
    return Operations.named("nomad." + operation).perform(world(parameters)).says();
  }

  @Override
  public boolean isOpen(String worker) {
    return seen(worker).filter(it -> it.isReady() && it.eligible() && !it.draining()).isPresent();
  }

  @Override
  public boolean wants(String worker) {
    return wantedOn(worker, SERVICE) > 0;
  }

  private long wantedOn(String worker, String job) {
    return count(worker, job, Allocation::isWanted);
  }

  @Override
  public boolean runs(String worker) {
    return runs(worker, SERVICE);
  }

  boolean runs(String worker, String job) {
    return count(worker, job, it -> it.isWanted() && it.isRunning()) > 0;
  }

  private long count(String worker, String job, Predicate<Allocation> which) {
    var id = seen(worker).map(Worker::id).orElse("");
    var api = api();
    return Allocation.all(api.allocationsOf(api.requiredServer(), job)).stream()
        .filter(it -> it.node().equals(id))
        .filter(which)
        .count();
  }

  private Optional<Worker> seen(String worker) {
    var api = api();
    return api.anyServer().flatMap(server -> Worker.find(api, server, worker));
  }

  private NomadApi api() {
    return new NomadApi(new Inquiry(world(Map.of())));
  }

  @Override
  public void close(String worker, String mode) {
    perform("close-worker", Map.of("host", worker, "mode", mode, "deadlineMs", "20000"));
  }

  @Override
  public void open(String worker) {
    assertThat(perform("open-worker", host(worker))).isEqualTo(worker + " is open for work");
  }

  @Override
  public void freeze(String worker) {
    unchecked(() -> cluster.freeze(worker));
  }

  @Override
  public void thaw(String worker) {
    unchecked(() -> cluster.thaw(worker));
  }

  @Override
  public SortedMap<String, String> web() {
    assumeTrue(
        seen("w1").filter(Worker::runsContainers).isPresent(),
        "a container engine is not on this machine");
    var service =
        new ServiceSpec("web", "web", 8080, 18080, 1, "/", Map.of(), Optional.empty(), 100, 128);
    return DeployService.parameters(service, "127.0.0.1:5000/web@sha256:" + "0".repeat(64));
  }

  @Override
  public void write(String name) {
    var api = api();
    var written =
        api.put(api.requiredServer(), path(name), NomadApi.variable(name, Map.of("a", "b")));
    assertThat(written.isSuccess()).as(written.trouble()).isTrue();
  }

  @Override
  public boolean holds(String name) {
    var api = api();
    return api.get(api.requiredServer(), path(name)).isSuccess();
  }

  private static String path(String variable) {
    return "/v1/var/" + variable;
  }

  @Override
  public ApiFiles files(Path folder) {
    return cluster.files(folder);
  }

  static void until(BooleanSupplier condition) {
    var clock = new LiveTransport.RealClock();
    for (var look = 0; look < 240 && !condition.getAsBoolean(); look++) {
      clock.sleepMs(500);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
