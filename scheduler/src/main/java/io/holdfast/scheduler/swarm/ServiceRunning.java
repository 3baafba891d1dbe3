package io.holdfast.scheduler.swarm;

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
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var service = parameters.text("service");
    var inquiry = new Inquiry(world);
    var docker = new DockerApi(inquiry);
    var manager = Managers.first(docker);
    if (manager.isEmpty()) {
      return new Reasons().add("no manager answers").verdict("", inquiry);
    }
    var labelled =
        DockerApi.filters(Map.of("label", List.of(ServiceCopies.SERVICE_LABEL + "=" + service)));
    var services = docker.get(manager.get(), "/services" + labelled);
    if (!services.isSuccess() || services.json().list().isEmpty()) {
      return new Reasons()
          .add(services.isSuccess() ? "there is no service " + service : services.trouble())
          .verdict("", inquiry);
    }
    var workers = workers(new Nodes(docker, manager.get()), Hosts.of(world));
    var reasons = new Reasons();
    var running = 0;
    for (var copy : services.json().list()) {
      var name = copy.at("Spec", "Name").text();
      var update = copy.at("UpdateStatus", "State").text();
      if (update.equals("paused")) {
        return new Verdict.Failed(
            "the update of " + name + " stopped: " + copy.at("UpdateStatus", "Message").text(),
            inquiry.raw());
      }
      reasons.unless(
          update.isEmpty() || update.equals("completed"),
          "the update of " + name + " is " + update);
      var on = runningOn(docker, manager.get(), copy, workers.keySet());
      running += on.size();
      var missing = new TreeSet<>(workers.values());
      on.forEach(node -> missing.remove(workers.get(node)));
      reasons.unless(missing.isEmpty(), name + " does not run on " + String.join(", ", missing));
    }
    var instances = parameters.number("instances", 1);
    reasons.unless(
        running >= instances, running + " of " + instances + " instances of " + service + " run");
    return reasons.verdict(
        running
            + " instances of "
            + service
            + " run on "
            + String.join(", ", new TreeSet<>(workers.values())),
        inquiry);
  }

  /// Host names by node id of the workers that are ready and open for work.
  private static Map<String, String> workers(Nodes nodes, Hosts hosts) {
    var workers = new HashMap<String, String>();
    nodes.all().stream()
        .filter(node -> node.isReady() && node.availability().equals("active"))
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
