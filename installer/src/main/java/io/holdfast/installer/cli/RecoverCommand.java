package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SeenQuorums;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.LostServers;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast recover`: brings back servers that nobody leads. It needs no bundle and no answer of
/// any product, and is given again where it stopped.
@Command(
    name = "recover",
    description = {
      "Bring discovery and scheduler back when nobody leads them.",
      "Looks at every server and says how each quorum stands. Starts the servers of a",
      "majority together, and waits until they agree on a leader. Where a majority is",
      "lost for good, goes on with what is left: see --lost."
    })
final class RecoverCommand extends SiteVerb {
  private static final String CONFIRM = "--yes-recover";

  @Option(
      names = "--lost",
      paramLabel = "SERVER",
      split = ",",
      description = {
        "Go on without these servers, which never come back with their data.",
        "Shows what would be written, and asks for the name of the site."
      })
  private List<String> lost = List.of();

  @Option(
      names = CONFIRM,
      paramLabel = "NAME",
      description = "Confirm --lost by the name of the site, where nobody can be asked.")
  private @Nullable String confirmed;

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var site = context.site().site();
    var given = Optional.ofNullable(confirmed);
    given.ifPresent(word -> Consent.requireSame(word, CONFIRM, site));
    LostServers.requireKnown(context.site(), lost);
    var siteId = KeptVault.require(context).vault().siteId();
    try (var open = OpenSite.without(context)) {
      var seen = new SeenQuorums(open.session()).look();
      seen.forEach(quorum -> quorum.lines().forEach(output::say));
      var plans = new RecoveryPlans(context.site(), siteId, Sha256.of(context.text()));
      if (!lost.isEmpty()) {
        return withoutLost(output, open, plans, seen);
      }
      WaitingPeers.requireNone(context.site(), seen);
      var told = new RunOutput(output);
      if (RecoveryNeeds.isNothing(seen)) {
        RecoveryNeeds.next(seen, waiting(context.folder())).forEach(output::say);
        return told.end(nothing(plans.coldStart(seen, Set.of())));
      }
      RecoveryNeeds.requireStartable(seen);
      return coldStart(output, open, plans, seen);
    }
  }

  private int coldStart(Output output, OpenSite open, RecoveryPlans plans, List<SeenQuorum> seen)
      throws Exception {
    var context = open.context();
    var inTheMiddle = inTheMiddle(context.folder());
    var plan = plans.coldStart(seen, inTheMiddle);
    RecoveryNeeds.held(seen, inTheMiddle).forEach(output::say);
    RecoveryNeeds.lost(seen)
        .forEach(problem -> output.say(problem.what() + ": left as it is, and told at the end."));
    PlanLines.withoutBundle(context.site(), plan).forEach(output::say);
    if (!Consent.given(isYes(), output, "Start these servers together?")) {
      return 0;
    }
    var told = new RunOutput(output);
    var result = new Running(open, told).start(plan, List.of());
    if (result.exitCode() == 0) {
      var lost = RecoveryNeeds.lost(seen);
      lost.forEach(problem -> output.say(Brief.of(problem).toText()));
      if (!lost.isEmpty()) {
        return told.end(result.but(lost));
      }
      output.say("Next: " + RecoveryNeeds.after(waiting(context.folder())));
    }
    return told.end(result);
  }

  private int withoutLost(Output output, OpenSite open, RecoveryPlans plans, List<SeenQuorum> seen)
      throws Exception {
    var site = open.context().site();
    var given = LostServers.of(site, lost, seen);
    given.requireLost();
    var plan = plans.lostMajority(seen);
    PlanLines.withoutBundle(site, plan).forEach(output::say);
    given.preview(plans).forEach(output::say);
    if (!Consent.typed(Optional.ofNullable(confirmed), CONFIRM, output, site.site())) {
      return 0;
    }
    var told = new RunOutput(output);
    var result = new Running(open, told).start(plan, List.of());
    if (result.exitCode() == 0) {
      left(open, seen).forEach(output::say);
      given.next().forEach(output::say);
    }
    return told.end(result);
  }

  /// Who leads, and how much lasts; asked of those that are left alone.
  private static List<String> left(OpenSite open, List<SeenQuorum> before) {
    var lines = new ArrayList<String>();
    for (var quorum : before) {
      if (quorum.state() == SeenQuorum.State.LOST) {
        var system = quorum.system();
        var world = open.session().world().withServers(quorum.able());
        try {
          var look = QuorumSystem.named(system).look(world);
          var counts = Operations.named(system + ".count-durable").perform(world);
          lines.add(look.leader().orElse("nobody") + " leads; " + counts.says());
        } catch (HoldfastException untold) {
          lines.add("What " + system + " holds is not told: " + untold.first().headline());
        }
      }
    }
    return lines;
  }

  private static Set<String> inTheMiddle(SiteFolder folder) {
    return SiteRuns.toResume(folder)
        .<Set<String>>map(run -> new TreeSet<>(run.inTheMiddle()))
        .orElse(Set.of());
  }

  private static boolean waiting(SiteFolder folder) {
    return SiteRuns.toResume(folder).filter(RunFolder::isBegun).isPresent();
  }

  private static Running.Result nothing(Plan plan) {
    return new Running.Result(
        0, "", plan.digest(), 0, false, List.of(), List.of(), List.of(), List.of());
  }
}
