package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.plan.Outline.HostPart;
import io.holdfast.scheduler.plan.Outline.Kind;
import io.holdfast.scheduler.plan.Outline.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The outline of one stage.
final class PartOutline {
  private PartOutline() {}

  static Part of(Stage stage, Plan plan, Set<String> workers) {
    return switch (stage) {
      case Stage.Everywhere everywhere -> everywhere(everywhere);
      case Stage.Sequence sequence -> sequence(sequence, plan.verb());
      case Stage.Group group -> group(group, plan, workers);
    };
  }

  private static Part everywhere(Stage.Everywhere stage) {
    return new Part(
        stage.path(),
        stage.title(),
        Kind.TOGETHER,
        Optional.empty(),
        List.of(),
        "all hosts at once",
        together(stage.steps()).then(Span.held(stage.after())),
        "nothing that runs is changed",
        "nothing",
        List.of(),
        WaysBack.together(stage));
  }

  private static Part sequence(Stage.Sequence stage, Plan.Verb verb) {
    boolean disturbs = stage.steps().stream().anyMatch(Step::disruptive);
    boolean deploys = disturbs && verb.bringsBundle();
    return new Part(
        stage.path(),
        stage.title(),
        Kind.CLUSTER,
        Optional.empty(),
        List.of(),
        "one after the other, in this order",
        stage.steps().stream()
            .map(Span::of)
            .reduce(Span.NONE, Span::then)
            .then(Span.held(stage.after())),
        deploys
            ? "new instances may not become healthy"
            : disturbs ? "other workers must have room" : "nothing that runs is changed",
        deploys
            ? "instances are replaced by those of the new version"
            : disturbs ? "tasks may be started anew elsewhere" : "nothing",
        List.of(),
        WaysBack.sequence(stage, verb, deploys, disturbs));
  }

  private static Part group(Stage.Group group, Plan plan, Set<String> workers) {
    var hosts = group.hosts().stream().map(work -> host(group, work, plan, workers)).toList();
    return new Part(
        group.path(),
        group.title(),
        Kind.ONE_BY_ONE,
        Optional.of(group.component()),
        hosts,
        GroupWords.order(group),
        rounds(group, hosts),
        GroupWords.risk(group),
        GroupWords.users(group, hosts),
        Downtimes.of(group, hosts, workers),
        WaysBack.group(
            group, plan, hosts.stream().allMatch(host -> host.from().equals(host.to()))));
  }

  private static HostPart host(
      Stage.Group group, Stage.HostWork work, Plan plan, Set<String> workers) {
    var change = Optional.ofNullable(plan.changes().get(work.host()));
    return new HostPart(
        work.host(),
        change.map(Plan.HostChange::from).flatMap(from -> version(from, group.component())),
        change.map(Plan.HostChange::to).flatMap(to -> version(to, group.component())),
        TaskFate.of(group, work, workers),
        Span.of(work));
  }

  private static Optional<String> version(Map<String, String> copies, String component) {
    return Optional.ofNullable(copies.get(component)).map(PartOutline::version);
  }

  /// Of a copy id, which is the version and a digest.
  static String version(String copyId) {
    int digest = copyId.lastIndexOf('-');
    return digest < 0 ? copyId : copyId.substring(0, digest);
  }

  /// The canary by itself, then as many at a time as the group allows.
  private static Span rounds(Stage.Group group, List<HostPart> hosts) {
    int batch = group.quorum().isPresent() ? 1 : Math.max(1, group.batch());
    var all = hosts.isEmpty() ? Span.NONE : hosts.getFirst().takes();
    for (int at = 1; at < hosts.size(); at += batch) {
      all =
          all.then(
              hosts.subList(at, Math.min(hosts.size(), at + batch)).stream()
                  .map(HostPart::takes)
                  .reduce(Span.NONE, Span::beside));
    }
    return all;
  }

  /// Hosts work beside each other; what is copied to them may have to share one line.
  private static Span together(List<Step> steps) {
    var byHost = new TreeMap<String, Span>();
    var copied = new ArrayList<Span>();
    for (var step : steps) {
      byHost.merge(step.host(), Span.of(step), Span::then);
      if (step.work() instanceof Step.CopyBlobs) {
        copied.add(Span.upTo(Span.of(step).mostMs()));
      }
    }
    var most = copied.stream().reduce(Span.NONE, Span::then);
    return byHost.values().stream().reduce(Span.NONE, Span::beside).beside(most);
  }
}
