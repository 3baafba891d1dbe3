package io.holdfast.installer.cli;

import io.holdfast.installer.run.Looks;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.StandingCopies;
import io.holdfast.scheduler.planner.RebootPlans;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Sha256;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast hosts reboot --rolling [HOST...]`: boots hosts in turn. It needs no bundle, and is
/// gone on with by `resume`: a host that was booted by it is not booted again.
@Command(
    name = "reboot",
    description = {
      "Reboot hosts one after the other, behind the gates of an upgrade.",
      "Servers first, the leader last; then workers; never two load balancers at once.",
      "Without a HOST: all of them."
    })
final class HostsRebootCommand extends SiteVerb {
  private static final int LONGEST_S = 4 * 3600;

  @Parameters(
      paramLabel = "HOST",
      arity = "0..*",
      description = "Hosts by their names in the site file (all of them).")
  private List<String> names = List.of();

  @Option(
      names = "--rolling",
      description = "In turn: the next host is begun when the one before it is whole again.")
  private boolean rolling;

  @Option(
      names = "--back-within",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description = "How long a host may be away before the run stops (900).")
  private int backSeconds = 900;

  @Mixin private RunBounds bounds = new RunBounds();

  @Override
  int run(Output output) throws Exception {
    var context = context();
    requireSense();
    var chosen = chosen(context.site(), names);
    refuseInTheMiddle(context.folder());
    var siteId = KeptVault.require(context).vault().siteId();
    try (var open = OpenSite.without(context)) {
      var plans =
          new RebootPlans(
              context.site(),
              siteId,
              Sha256.of(context.text()),
              StandingCopies.of(open.session(), siteId, chosen),
              new Looks(open.session().world()),
              backSeconds);
      var plan = plans.of(chosen);
      var clock = Clock.system(ZoneId.systemDefault());
      var limits = bounds.of(plan, clock);
      limits.lines(clock).forEach(output::say);
      PlanLines.withoutBundle(context.site(), plan).forEach(output::say);
      var question = chosen.size() == 1 ? "Reboot this host?" : "Reboot these hosts in turn?";
      if (!Consent.given(isYes(), output, PlanLines.question(context.site(), plan, question))) {
        return 0;
      }
      var told = new RunOutput(output);
      return told.end(new Running(open, told, limits).start(plan, List.of()));
    }
  }

  private void requireSense() {
    if (!rolling) {
      throw Problem.of(ProblemId.USAGE_WRONG, "Hosts are booted in turn, and in no other way")
          .withFix("add --rolling")
          .asException();
    }
    if (backSeconds < 1 || backSeconds > LONGEST_S) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--back-within is 1 to " + LONGEST_S + " seconds")
          .withFix("add --back-within 900")
          .asException();
    }
  }

  /// The hosts that are meant, in the order of the site file. Nothing holds the lock of a site
  /// while its only server boots: that one is left to people.
  static Set<String> chosen(Site site, List<String> names) {
    var known = site.hosts().stream().map(Host::name).toList();
    var unknown = names.stream().filter(name -> !known.contains(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      throw HoldfastException.of(
          unknown.stream()
              .map(
                  name ->
                      Problem.of(ProblemId.USAGE_WRONG, "The site has no host " + name)
                          .withEvidence("its hosts: " + String.join(", ", known))
                          .withFix("holdfast status"))
              .toList());
    }
    var chosen =
        new LinkedHashSet<>(
            names.isEmpty() ? known : known.stream().filter(names::contains).toList());
    if (site.servers().size() == 1 && chosen.contains(site.servers().getFirst().name())) {
      throw onlyServer(site, chosen);
    }
    return chosen;
  }

  private static HoldfastException onlyServer(Site site, Set<String> chosen) {
    var only = site.servers().getFirst().name();
    var others =
        chosen.stream().filter(name -> !name.equals(only)).collect(Collectors.joining(" "));
    var fixes = new ArrayList<String>();
    if (!others.isEmpty()) {
      fixes.add("holdfast hosts reboot --rolling " + others);
    }
    fixes.add("reboot " + only + " by hand, then: holdfast status");
    return Problem.of(
            ProblemId.USAGE_WRONG,
            only
                + " is the only server: nothing answers, and nothing holds the lock, while it"
                + " boots")
        .withEvidence("a " + Role.SERVER.word() + " is booted by a run where two others stay")
        .withFix(fixes.toArray(String[]::new))
        .asException();
  }

  /// A run that stopped between two hosts can be left for this one; one that stopped in the middle
  /// of a host has something to give back there.
  static void refuseInTheMiddle(SiteFolder folder) {
    SiteRuns.toResume(folder)
        .filter(run -> !run.inTheMiddle().isEmpty() || SiteRuns.bringsBundle(run))
        .ifPresent(
            run -> {
              throw Problem.of(
                      ProblemId.RUN_UNFINISHED,
                      "The run " + run.runId() + " stopped and is not finished")
                  .withFix(
                      "holdfast resume",
                      "holdfast apply   # to leave that run and plan anew; reboot after it")
                  .asException();
            });
  }
}
