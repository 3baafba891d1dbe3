package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.ssh.PinFile;
import io.holdfast.installer.ssh.ShownKey;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.ReplacedServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast hosts replace SERVER`: takes a server in that came back empty under its old address.
@Command(
    name = "replace",
    description = {
      "Take a server in again that came back empty: same name and address, another disk.",
      "What it was before is forgotten by the cluster; it is installed and joins empty."
    })
final class HostsReplaceCommand extends SiteAndBundleVerb {
  @Parameters(paramLabel = "SERVER", description = "The server, by its name in the site file.")
  private String name = "";

  @Option(
      names = "--host-key",
      paramLabel = "SHA256:...",
      defaultValue = "",
      description = "The fingerprint of its new host key, as read at its own console.")
  private String fingerprint = "";

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var host = server(context.site());
    refuseInTheMiddle(context.folder(), name);
    var waiting = SiteRuns.toResume(context.folder()).filter(SiteRuns::bringsBundle);
    var source = source(context, waiting);
    var pins = new PinFile(context.knownHosts());
    try (var trial = pins.tryOut(shown(context, host), fingerprint);
        var open = OpenSite.with(context, source, OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      var made = PlanCommand.made(open, Plan.Verb.REPLACE);
      requireEmpty(Optional.ofNullable(made.readings().get(name)));
      var plan = new ReplacedServer(context.site(), name).plan(made.plan());
      BeforeChange.require(open, plan);
      open.verifyBundle(output);
      PlanLines.of(open, plan).forEach(output::say);
      waiting.ifPresent(run -> output.say(rest(run)));
      if (!Consent.given(
          isYes(),
          output,
          PlanLines.question(context.site(), plan, "Take " + name + " in as a new server?"))) {
        return 0;
      }
      if (trial.keep()) {
        output.say("Pinned the new key of " + name + " in " + pins.file() + ".");
      }
      open.remember(source);
      var told = new RunOutput(output);
      return told.end(new Running(open, told).start(plan, List.of()));
    }
  }

  private Host server(Site site) {
    var servers = site.servers().stream().map(Host::name).toList();
    if (!servers.contains(name) || servers.size() == 1) {
      throw Problem.of(
              ProblemId.USAGE_WRONG,
              servers.contains(name)
                  ? name + " is the only server: nobody has what it held"
                  : name + " is no server of the site")
          .withEvidence("its servers: " + String.join(", ", servers))
          .withFix(
              servers.contains(name)
                  ? "holdfast install --answers site.yaml   # a new cluster"
                  : "holdfast apply   # installs an empty worker")
          .asException();
    }
    return site.host(name).orElseThrow();
  }

  /// What stands still between two hosts is left for this; no server can be changed before this one
  /// is back. In the middle of another host there is something to bring to its end first.
  static void refuseInTheMiddle(SiteFolder folder, String name) {
    SiteRuns.toResume(folder)
        .filter(
            run ->
                SiteRuns.isCutOff(run)
                    || run.inTheMiddle().stream().anyMatch(host -> !host.equals(name)))
        .ifPresent(
            run -> {
              var others = run.inTheMiddle().stream().filter(host -> !host.equals(name)).toList();
              throw Problem.of(
                      ProblemId.RUN_UNFINISHED,
                      "The run "
                          + run.runId()
                          + (others.isEmpty()
                              ? " was cut off"
                              : " stopped in the middle of " + String.join(", ", others)))
                  .withEvidence(
                      "resume wants each host as it was; where "
                          + name
                          + " is empty, see \"A server lost in an upgrade\" of hosts.md")
                  .withFix("holdfast resume")
                  .withClusterSafe(true, "this command changed nothing")
                  .asException();
            });
  }

  /// A run that stopped is gone on with from its own bundle.
  private OpenSite.Source source(SiteContext context, Optional<RunFolder> waiting) {
    return waiting
        .map(run -> OpenSite.sourceOf(run, context, namedBundle(), namedTrust()))
        .orElseGet(() -> source(context));
  }

  private static String rest(RunFolder run) {
    return "The run " + run.runId() + " stands still: what is left to do is done by this one.";
  }

  private ShownKey shown(SiteContext context, Host host) {
    var access = SiteSession.sshAccess(context.site().access(), context.home());
    try (var connector = new SshConnector(access)) {
      return connector.hostKey(host.name(), host.address());
    }
  }

  /// One that holds something of the cluster is not a new one.
  private void requireEmpty(Optional<HostReading> reading) {
    var isEmpty = reading.filter(it -> it.siteId().isEmpty() && it.current().isEmpty()).isPresent();
    if (!isEmpty) {
      throw notEmpty(name);
    }
  }

  private static HoldfastException notEmpty(String name) {
    return Problem.of(ProblemId.USAGE_WRONG, name + " is not empty: it holds what it held before")
        .withFix("holdfast status", "holdfast apply   # starts or installs what is missing")
        .withClusterSafe(true, "this command changed nothing")
        .asException();
  }
}
