package io.holdfast.installer.cli;

import io.holdfast.installer.preflight.Report;
import io.holdfast.installer.run.Looks;
import io.holdfast.installer.run.SitePlanning;
import io.holdfast.installer.run.UserFile;
import io.holdfast.scheduler.consul.Maintenance;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.MaintenancePlans;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.HostEntries;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast hosts add HOST=ADDRESS...`: the safe way into an `apply` with hosts that are new. What
/// is carried out is the ordinary plan, behind its ordinary gates.
@Command(
    name = "add",
    description = {
      "Add hosts to the cluster and to the site file. Servers come in twos.",
      "Their keys are pinned by fingerprints that you type, the hosts are checked, and the",
      "plan that follows is carried out."
    })
final class HostsAddCommand extends SiteAndBundleVerb {
  @Parameters(
      paramLabel = "HOST=ADDRESS",
      arity = "1..*",
      description = "New hosts; a name alone where the site file names it already.")
  private List<String> words = List.of();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "server, worker or lb, or several with commas; for all of them (worker).")
  private List<String> roles = List.of();

  @Option(names = "--zone", paramLabel = "ZONE", description = "The zone of all of them.")
  private @Nullable String zone;

  @Option(
      names = "--host-key",
      paramLabel = "HOST=SHA256:...",
      description =
          "The fingerprint of a host's key, as read at its own console; once for each host.")
  private List<String> typed = List.of();

  @Override
  int run(Output output) throws Exception {
    var before = context();
    HostsRemoveCommand.refuseInTheMiddle(before.folder(), before.site(), Set.of(), Set.of());
    var added = AddedHosts.of(before.site(), words, roles, Optional.ofNullable(zone));
    var context = before.asOf(added.addedTo(before));
    KeptVault.require(context);
    var source = source(context);
    var command = "holdfast hosts add ... --host-key HOST=SHA256:...";
    try (var keys = NewKeys.of(context, added.all(), added.fingerprints(typed), command);
        var open = OpenSite.with(context, source, OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      var made = PlanCommand.made(open, Plan.Verb.APPLY);
      var told = new RunOutput(output);
      var running = new Running(open, told);
      var counted = counted(open, added);
      if (made.plan().isEmpty() && counted.isEmpty()) {
        write(before, context, keys, output);
        return told.end(running.nothingToDo(made.plan()));
      }
      requireFine(PreflightCommand.check(open), added);
      BeforeChange.require(open, made.plan());
      ApprovalRule.require(context, Optional.empty());
      open.verifyBundle(output);
      shown(open, made, counted, added).forEach(output::say);
      if (!Consent.given(
          isYes(),
          output,
          PlanLines.question(open.session().site(), made.plan(), "Add " + names(added) + "?"))) {
        return 0;
      }
      write(before, context, keys, output);
      open.remember(source);
      if (!counted.isEmpty()) {
        var ended = running.start(counted, List.of());
        if (ended.exitCode() != 0) {
          return told.end(ended);
        }
      }
      return told.end(running.start(made.plan(), List.of()));
    }
  }

  private static String names(AddedHosts added) {
    return String.join(", ", added.all().stream().map(Host::name).toList());
  }

  /// Hosts that left once are noted as such, until somebody wants them back.
  private static Plan counted(OpenSite open, AddedHosts added) {
    var noted = new TreeSet<>(added.all().stream().map(Host::name).toList());
    noted.retainAll(new Maintenance(open.session().watching()).seen());
    requireLeft(added, noted, new Looks(open.session().world()));
    var context = open.context();
    return new MaintenancePlans(
            context.site(),
            open.session().openVault().siteId(),
            Sha256.of(context.text()),
            operations -> operations.stream().map(_ -> true).toList())
        .countOn(List.copyOf(noted));
  }

  /// A host that Consul still knows as a member is only in maintenance, and comes back from it with
  /// a look at it. One that is new in the site file was taken out of it before.
  static void requireLeft(AddedHosts added, Set<String> noted, Pending pending) {
    var known =
        added.all().stream()
            .filter(host -> !added.missing().contains(host) && noted.contains(host.name()))
            .map(Host::name)
            .toList();
    var isMember =
        pending.of(
            known.stream()
                .map(host -> new TreeMap<>(Map.of("host", host)))
                .map(host -> new Step.Operate("consul.forget-node", host))
                .toList());
    var problems =
        IntStream.range(0, known.size())
            .filter(isMember::get)
            .mapToObj(known::get)
            .map(HostsAddCommand::inMaintenance)
            .toList();
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
  }

  private static Problem inMaintenance(String host) {
    return Problem.of(ProblemId.IN_MAINTENANCE, host + " is in maintenance and no new host")
        .withHost(host)
        .withFix("holdfast hosts maintenance end " + host)
        .withClusterSafe(true, "this command changed nothing");
  }

  /// What preflight finds on the others is no matter of these.
  static void requireFine(Report report, AddedHosts added) {
    var names = added.all().stream().map(Host::name).toList();
    new Report(
            report.findings().stream()
                .filter(
                    finding ->
                        finding
                            .problem()
                            .flatMap(Problem::host)
                            .filter(names::contains)
                            .isPresent())
                .toList())
        .throwIfFailed();
  }

  private static List<String> shown(
      OpenSite open, SitePlanning.Made made, Plan counted, AddedHosts added) {
    var context = open.context();
    var lines = new ArrayList<>(PlanLines.of(open, made));
    if (!added.missing().isEmpty()) {
      lines.add("  First this is added to " + context.file() + ":");
      added.missing().forEach(host -> lines.add("    " + HostEntries.entry(host)));
    }
    if (!counted.isEmpty()) {
      lines.add("  Then hosts that left once are counted on again.");
    }
    return lines;
  }

  /// From here on it is given again with the names alone, or with `apply`.
  static void write(SiteContext before, SiteContext now, NewKeys keys, Output output)
      throws IOException {
    if (!now.text().equals(before.text())) {
      var is = new String(UserFile.read("The site file", now.file()), StandardCharsets.UTF_8);
      if (!is.equals(before.text())) {
        throw Problem.of(ProblemId.USAGE_WRONG, now.file() + " was changed meanwhile")
            .withClusterSafe(true, "this command changed nothing")
            .withFix("give the same command again")
            .asException();
      }
      UserFile.replace("The site file", now.file(), now.text().getBytes(StandardCharsets.UTF_8));
      output.say("Added to " + now.file() + ".");
    }
    if (keys.keep()) {
      output.say("Pinned the new keys in " + now.knownHosts() + ".");
    }
  }
}
