package io.holdfast.installer.cli;

import io.holdfast.installer.run.Looks;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.StandingCopies;
import io.holdfast.scheduler.consul.Maintenance;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RemovalChecks;
import io.holdfast.scheduler.planner.RemovalPlans;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Sha256;
import io.holdfast.templates.yaml.NearNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast hosts remove HOST...`: takes hosts out of the cluster for good, then out of the site
/// file. It needs no bundle, and is gone on with by `resume`.
@Command(
    name = "remove",
    description = {
      "Take hosts out of the cluster for good, behind the gates of an upgrade.",
      "Work moves away, servers leave their quorums one by one, and all of ours is stopped.",
      "Then the site file loses them; holdfast apply tells the other hosts."
    })
final class HostsRemoveCommand extends SiteVerb {
  @Parameters(
      paramLabel = "HOST",
      arity = "0..*",
      description = "Hosts that answer, by their names in the site file.")
  private List<String> alive = List.of();

  @Option(
      names = "--dead",
      paramLabel = "HOST",
      description =
          "A host that never comes back: taken out through the others alone. May be given again.")
  private List<String> dead = List.of();

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var named = new TreeSet<>(alive);
    named.addAll(dead);
    requireSome(named);
    var siteId = KeptVault.require(context).vault().siteId();
    try (var open = OpenSite.without(context)) {
      var leaving = known(context.site(), named, new Maintenance(open.session().watching()).seen());
      if (!leaving.isEmpty()) {
        refuseInTheMiddle(context.folder(), context.site(), leaving, Set.copyOf(dead));
        requireFine(context.site(), leaving, Set.copyOf(dead));
      }
      var plan =
          new RemovalPlans(
                  context.site(),
                  siteId,
                  Sha256.of(context.text()),
                  standing(open, siteId, leaving),
                  Set.copyOf(dead),
                  new Looks(open.session().world()))
              .of(leaving, SiteRuns.inTheMiddleOfLeaving(context.folder()));
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        takeOut(context, leaving, output::say);
        return told.end(running.nothingToDo(plan));
      }
      shown(context, plan, leaving).forEach(output::say);
      if (!Consent.given(isYes(), output, "Take " + String.join(", ", leaving) + " out?")) {
        return 0;
      }
      var result = running.start(plan, List.of());
      if (result.exitCode() == 0) {
        takeOut(context, leaving, output::say);
      }
      return told.end(result);
    }
  }

  /// Those that the site file still names.
  static void takeOut(SiteContext context, Set<String> left, Consumer<String> told) {
    if (!left.isEmpty()) {
      LeftHosts.of(context, left).takeOut(told);
    }
  }

  private static void requireSome(Set<String> named) {
    if (named.isEmpty()) {
      throw Problem.of(ProblemId.USAGE_WRONG, "No host is named")
          .withFix("holdfast hosts remove HOST", "holdfast hosts remove --dead HOST")
          .asException();
    }
  }

  /// Without those that left before, which the site file names no more.
  static Set<String> known(Site site, Set<String> named, Set<String> leftBefore) {
    var names = site.hosts().stream().map(Host::name).toList();
    var known = new TreeSet<>(named);
    known.retainAll(names);
    var unknown = new TreeSet<>(named);
    unknown.removeAll(known);
    unknown.removeAll(leftBefore);
    if (!unknown.isEmpty()) {
      throw HoldfastException.of(unknown.stream().map(name -> unknown(name, names)).toList());
    }
    return known;
  }

  private static Problem unknown(String name, List<String> known) {
    var near = NearNames.nearest(name, known).map(it -> "did you mean " + it + "? ").orElse("");
    return Problem.of(ProblemId.USAGE_WRONG, "The site has no host " + name)
        .withEvidence(near + "its hosts: " + String.join(", ", known))
        .withFix("holdfast status");
  }

  static void requireFine(Site site, Set<String> leaving, Set<String> dead) {
    var problems = RemovalChecks.problems(site, leaving, dead);
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
  }

  /// Members are changed only where nothing else is half done. A removal that stopped is left by
  /// one of all its hosts: one of them may never come back, and their steps look first. Nor does a
  /// run stand in the way that left behind none but hosts that leave.
  static void refuseInTheMiddle(
      SiteFolder folder, Site site, Set<String> leaving, Set<String> dead) {
    SiteRuns.toResume(folder)
        .filter(HostsRemoveCommand::isHalfDone)
        .filter(run -> !isDoneButFor(run, leaving))
        .ifPresent(
            run -> {
              var hosts = new TreeSet<>(SiteRuns.leaving(run));
              hosts.retainAll(site.hosts().stream().map(Host::name).toList());
              var isLeft = !hosts.isEmpty() && leaving.containsAll(hosts);
              if (SiteRuns.isCutOff(run) || !isLeft) {
                throw unfinished(run, hosts, dead).asException();
              }
            });
  }

  /// What is left of such a run is on hosts that leave, so nothing is.
  private static boolean isDoneButFor(RunFolder run, Set<String> leaving) {
    return leaving.containsAll(run.inTheMiddle())
        && run.outcome().flatMap(Outcome::leftBehind).filter(leaving::containsAll).isPresent();
  }

  private static boolean isHalfDone(RunFolder run) {
    return SiteRuns.isCutOff(run)
        || SiteRuns.bringsBundle(run)
        || !run.inTheMiddle().isEmpty()
        || run.plan().filter(plan -> plan.verb() == Plan.Verb.REMOVE).isPresent();
  }

  private static Problem unfinished(RunFolder run, Set<String> hosts, Set<String> dead) {
    var fix = new ArrayList<>(List.of("holdfast resume"));
    if (!hosts.isEmpty() && !SiteRuns.isCutOff(run)) {
      var words = hosts.stream().map(host -> dead.contains(host) ? "--dead " + host : host);
      fix.add(
          "holdfast hosts remove "
              + words.collect(Collectors.joining(" "))
              + "   # all of its hosts, where one never comes back: --dead HOST");
    }
    return Problem.of(
            ProblemId.RUN_UNFINISHED, "The run " + run.runId() + " stopped and is not finished")
        .withFix(fix.toArray(String[]::new))
        .withClusterSafe(true, "this command changed nothing");
  }

  /// One that does not answer may be called dead, and by a person only.
  private Map<String, SortedMap<String, String>> standing(
      OpenSite open, String siteId, Set<String> leaving) {
    var answering = new TreeSet<>(leaving);
    dead.forEach(answering::remove);
    if (answering.isEmpty()) {
      return new TreeMap<>();
    }
    try {
      return StandingCopies.of(open.session(), siteId, answering);
    } catch (HoldfastException refused) {
      throw HoldfastException.of(
          refused.problems().stream().map(HostsRemoveCommand::explained).toList());
    }
  }

  static Problem explained(Problem problem) {
    var host = problem.host().orElse("HOST");
    return switch (problem.id()) {
      case HOST_UNREACHABLE ->
          problem.withFix(
              "holdfast hosts remove --dead " + host + "   # where it never comes back");
      case USAGE_WRONG ->
          problem.withFix("take it out of the site file: the cluster knows nothing of it");
      default -> problem;
    };
  }

  private static List<String> shown(SiteContext context, Plan plan, Set<String> leaving) {
    var lines = new ArrayList<>(PlanLines.withoutBundle(context.site(), plan));
    lines.addAll(LeftHosts.of(context, leaving).lines());
    lines.add(
        "  What lies on these hosts stays there: programs, data, keys. See \"What stays\" of"
            + " hosts.md.");
    return lines;
  }
}
