package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The job that stands for one service of the vendor: a group for each instance on a worker, each
/// group once on every worker with a host port of its own.
///
/// Nomad registers each instance in Consul with the identity of its workload and has it checked
/// there; a group whose update does not become healthy goes back to the version before.
///
/// Nomad places what is missing before it replaces what runs, and an instance without a worker to
/// go to keeps it from both: the deployment stands still and never succeeds (seen with 2.0.4, see
/// hashicorp/nomad issue 4113). So as many are counted as there are workers that take work when the
/// service is deployed; the job is known by the same digest whatever their number.
///
/// Source of the fields: the JSON job specification in the documentation of Nomad. Times are in
/// nanoseconds.
record ServiceJob(ServiceSpec service, String image, int workers) {
  private static final long SECOND = 1_000_000_000L;

  /// On every worker of the site.
  JobSpec spec() {
    return new JobSpec(service.name(), bare(workers));
  }

  /// The same on so many workers.
  JobSpec on(int open) {
    return new JobSpec(service.name(), bare(open), spec().digest());
  }

  private FreeJson bare(int count) {
    return Json.read(Json.write(specification(count)), FreeJson.class);
  }

  /// Whether each group of a job as Nomad tells it counts so many workers.
  static boolean counts(Body standing, int least, int most) {
    return standing.at("TaskGroups").list().stream()
        .map(group -> group.at("Count").number())
        .allMatch(count -> least <= count && count <= most);
  }

  /// How many workers it can be brought to now: those that take work, but no more than the site
  /// has, and one at least, for a job that counts none succeeds without running.
  int open(List<Worker> all) {
    var open = Math.toIntExact(all.stream().filter(Worker::takesWork).count());
    return Math.clamp(open, 1, Math.max(1, workers));
  }

  /// The names of its groups, sorted.
  List<String> groups() {
    return IntStream.rangeClosed(1, service.instancesPerWorker()).mapToObj(this::group).toList();
  }

  private String group(int copy) {
    return service.name() + "-" + copy;
  }

  private Map<String, Object> specification(int count) {
    return new TreeMap<>(
        Map.of(
            "ID", service.name(),
            "Name", service.name(),
            "Type", "service",
            "Datacenters", List.of("*"),
            "Update",
                Map.of(
                    "MaxParallel",
                    1,
                    "HealthCheck",
                    "checks",
                    "MinHealthyTime",
                    3 * SECOND,
                    "HealthyDeadline",
                    120 * SECOND,
                    "ProgressDeadline",
                    300 * SECOND,
                    "AutoRevert",
                    true),
            "TaskGroups",
                IntStream.rangeClosed(1, service.instancesPerWorker())
                    .mapToObj(copy -> taskGroup(copy, count))
                    .toList()));
  }

  private Map<String, Object> taskGroup(int copy, int count) {
    return new TreeMap<>(
        Map.of(
            "Name", group(copy),
            "Count", count,
            "Constraints", List.of(Map.of("Operand", "distinct_hosts", "RTarget", "true")),
            "Networks",
                List.of(
                    Map.of(
                        "ReservedPorts",
                        List.of(
                            Map.of(
                                "Label",
                                "http",
                                "Value",
                                service.hostPort() + copy - 1,
                                "To",
                                service.port())))),
            "RestartPolicy",
                Map.of(
                    "Attempts", 3, "Interval", 60 * SECOND, "Delay", 2 * SECOND, "Mode", "delay"),
            "Services",
                List.of(
                    Map.of(
                        "Name",
                        service.name(),
                        "PortLabel",
                        "http",
                        "Provider",
                        "consul",
                        "Checks",
                        List.of(check()))),
            "Tasks", List.of(task())));
  }

  private Map<String, Object> check() {
    return new TreeMap<>(
        Map.of(
            "Name",
            "HTTP " + service.healthPath(),
            "Type",
            "http",
            "Path",
            service.healthPath(),
            "Interval",
            SECOND,
            "Timeout",
            2 * SECOND));
  }

  private Map<String, Object> task() {
    var config = new TreeMap<String, Object>();
    config.put("image", image);
    config.put("ports", List.of("http"));
    service.command().ifPresent(command -> config.put("entrypoint", command));
    return new TreeMap<>(
        Map.of(
            "Name",
            service.name(),
            "Driver",
            "docker",
            "Config",
            config,
            "Env",
            service.environment(),
            "Resources",
            Map.of("CPU", service.cpuMhz(), "MemoryMB", service.memoryMb()),
            "KillTimeout",
            10 * SECOND));
  }
}
