package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Absent;
import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Does a service run everywhere it should? Each of its swarm services has a running task of its
/// present specification on every ready worker, and no update is under way; `instances` is the
/// least number in all.
final class ServiceRunning implements Gate {
  /// Whether a service is well enough its operator knows best.
  @Override
  public boolean isSoft() {
    return true;
  }

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var names = parameters.optional("services").orElseGet(() -> parameters.text("service"));
    var inquiry = new Inquiry(world);
    var docker = new DockerApi(inquiry);
    var manager = Managers.first(docker);
    if (manager.isEmpty()) {
      return new Reasons().add("no manager answers").verdict("", inquiry);
    }
    var nodes = new Nodes(docker, manager.get());
    var workers = workers(nodes, Hosts.of(world));
    var reasons = new Reasons();
    reasons.unless(!workers.isEmpty(), "no worker is ready and open for work");
    var running = 0;
    for (var service : names.split(",")) {
      var copies = copies(docker, manager.get(), service, reasons);
      for (var copy : copies) {
        if (copy.at("UpdateStatus", "State").text().equals("paused")) {
          return stopped(copy, inquiry);
        }
        running += judge(docker, manager.get(), copy, workers, reasons);
      }
    }
    var instances = wanted(parameters, nodes, Hosts.of(world));
    reasons.unless(running >= instances, running + " of " + instances + " instances run");
    var hosts = String.join(", ", new TreeSet<>(workers.values()));
    return reasons.verdict(running + " instances of " + names + " run on " + hosts, inquiry);
  }

  /// Without those of workers that somebody closed for work, or that the run has left behind.
  private static int wanted(Parameters parameters, Nodes nodes, Hosts hosts) {
    var instances = parameters.number("instances", 1);
    var absent = Absent.of(parameters);
    var workers = hosts.workers();
    var closed =
        workers.stream()
            .filter(
                host -> absent.contains(host) || nodes.of(host).filter(Node::isClosed).isPresent());
    return instances - instances / Math.max(1, workers.size()) * (int) closed.count();
  }

  private static List<Body> copies(
      DockerApi docker, String manager, String service, Reasons reasons) {
    var labelled =
        DockerApi.filters(Map.of("label", List.of(ServiceCopies.SERVICE_LABEL + "=" + service)));
    var reply = docker.get(manager, "/services" + labelled);
    if (!reply.isSuccess() || reply.json().list().isEmpty()) {
      reasons.add(reply.isSuccess() ? "there is no service " + service : reply.trouble());
    }
    return reply.isSuccess() ? reply.json().list() : List.of();
  }

  private static Verdict stopped(Body copy, Inquiry inquiry) {
    var why = copy.at("UpdateStatus", "Message").text();
    return new Verdict.Failed(
        "the update of " + copy.at("Spec", "Name").text() + " stopped: " + why, inquiry.raw());
  }

  /// Answers how many tasks run, and says on which workers one is missing.
  private static int judge(
      DockerApi docker, String manager, Body copy, Map<String, String> workers, Reasons reasons) {
    var name = copy.at("Spec", "Name").text();
    var update = copy.at("UpdateStatus", "State").text();
    reasons.unless(
        update.isEmpty() || update.equals("completed"), "the update of " + name + " is " + update);
    var on = runningOn(docker, manager, copy, workers.keySet());
    var missing = new TreeSet<>(workers.values());
    on.forEach(node -> missing.remove(workers.get(node)));
    reasons.unless(missing.isEmpty(), name + " does not run on " + String.join(", ", missing));
    return on.size();
  }

  /// Host names by node id of the workers that are ready and open for work.
  private static Map<String, String> workers(Nodes nodes, Hosts hosts) {
    var workers = new HashMap<String, String>();
    nodes.all().stream()
        .filter(node -> node.isReady() && !node.isClosed())
        .forEach(
            node ->
                hosts.workers().stream()
                    .filter(host -> node.isOf(host, hosts))
                    .forEach(host -> workers.put(node.id(), host)));
    return new TreeMap<>(workers);
  }

  private static Set<String> runningOn(
      DockerApi docker, String manager, Body copy, Set<String> nodes) {
    var query =
        DockerApi.filters(
            Map.of("service", List.of(copy.at("ID").text()), "desired-state", List.of("running")));
    var digest = copy.at("Spec", "Labels", ServiceCopies.SPEC_LABEL).text();
    return docker.get(manager, "/tasks" + query).json().list().stream()
        .filter(task -> task.at("Status", "State").text().equals("running"))
        .filter(
            task ->
                task.at("Spec", "ContainerSpec", "Labels", ServiceCopies.SPEC_LABEL)
                    .text()
                    .equals(digest))
        .map(task -> task.at("NodeID").text())
        .filter(nodes::contains)
        .collect(Collectors.toSet());
  }
}
