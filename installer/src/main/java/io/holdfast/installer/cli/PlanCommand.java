package io.holdfast.installer.cli;

import io.holdfast.installer.document.PlanDocument;
import io.holdfast.installer.run.KeptRun;
import io.holdfast.installer.run.ServerVaults;
import io.holdfast.installer.run.SitePlanning;
import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.ssh.ShellWords;
import io.holdfast.scheduler.config.ConfigChange;
import io.holdfast.scheduler.config.ConfigText;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.text.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast plan`: what a run would do, in full; changes nothing on any host.
@Command(name = "plan", description = "Show what would be done; change nothing on any host.")
final class PlanCommand extends SiteAndBundleVerb {
  static final int CHANGES = 5;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the plan, for apply FILE.")
  private @Nullable Path out;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Say whether a plan written earlier would still run.")
  private @Nullable Path check;

  @Option(
      names = "--diff",
      description = "Show the lines that change in generated files; never a secret.")
  private boolean diff;

  @Option(
      names = "--document",
      paramLabel = "FILE",
      description = "Write the plan as one page of HTML for those who approve it.")
  private @Nullable Path document;

  @Option(names = "--detailed-exitcode", description = "Exit with 5 when there is something to do.")
  private boolean detailed;

  /// The result for scripts. `bundle` is its name and version, `putBackBy` the run by which it was
  /// put back before, `outline` what follows from the plan for who decides about it, `files` what
  /// changes in the files that Holdfast generates.
  record Result(
      String digest,
      boolean empty,
      Plan plan,
      String bundle,
      Optional<String> putBackBy,
      Outline outline,
      List<ConfigChange> files) {}

  @Override
  int run(Output output) {
    var context = context();
    try (var open = OpenSite.with(context, source(context), OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      var written = Optional.ofNullable(check).map(PlanCommand::read);
      var usual = namesBundle() ? Plan.Verb.UPGRADE : Plan.Verb.APPLY;
      var made = made(open, written.map(Plan::verb).orElse(usual));
      var fresh = made.plan();
      BeforeChange.require(open, fresh);
      if (written.isPresent()) {
        StalePlan.requireFresh(written.get(), fresh);
        output.text("The plan would still run as it is.");
      } else {
        PlanLines.of(open, fresh).forEach(output::text);
      }
      if (written.isEmpty() || diff) {
        ConfigText.of(made.files(), diff).forEach(output::text);
      }
      if (out != null) {
        UserFile.write("The plan", out, Json.canonical(fresh));
      }
      var outline = PlanLines.outline(open, fresh);
      if (document != null) {
        var page = PlanDocument.of(origin(open), fresh, outline, made.files());
        UserFile.write("The document", document, page.getBytes(StandardCharsets.UTF_8));
      }
      output.result(
          new Result(
              fresh.digest(),
              fresh.isEmpty(),
              fresh,
              BundleHistory.name(open.bundle()),
              BundleHistory.putBackBy(context.folder(), open.bundle().digest()),
              outline,
              made.files()));
      return detailed && !fresh.isEmpty() ? CHANGES : 0;
    }
  }

  private PlanDocument.Origin origin(OpenSite open) {
    var signer = open.bundle().signer();
    return new PlanDocument.Origin(
        BundleHistory.name(open.bundle()),
        signer.name(),
        List.of(signer.ed25519().id(), signer.ecdsa().id()),
        Instant.ofEpochMilli(open.session().clock().wallMs()),
        "holdfast " + HoldfastCommand.VERSION,
        commands());
  }

  /// What carries out this very plan; without a plan file it has to be written first, and its
  /// digest compared.
  List<String> commands() {
    var file = Optional.ofNullable(out).or(() -> Optional.ofNullable(check));
    var commands = new ArrayList<String>();
    if (file.isEmpty()) {
      commands.add(command("plan", "--out", "plan.json") + "   # must name the digest below");
    }
    commands.add(command("apply", file.map(Path::toString).orElse("plan.json")));
    return commands;
  }

  private String command(String... words) {
    var all = new ArrayList<String>();
    all.add("holdfast");
    all.addAll(List.of(words));
    namedSite().ifPresent(name -> all.addAll(List.of("--site", name)));
    namedBundle().ifPresent(named -> all.addAll(List.of("--bundle", named.toString())));
    namedTrust().ifPresent(named -> all.addAll(List.of("--trust", named.toString())));
    return ShellWords.join(all);
  }

  /// A site that was never installed gets an install plan, whatever the verb. Refuses a vault that
  /// lacks what the servers' has.
  static Plan make(OpenSite open, Plan.Verb verb) {
    return made(open, verb).plan();
  }

  /// The same with what it changes in files.
  static SitePlanning.Made made(OpenSite open, Plan.Verb verb) {
    return made(open, verb, 0);
  }

  /// The same where at most so many workers need not answer.
  static SitePlanning.Made made(OpenSite open, Plan.Verb verb, int maxUnreachable) {
    var stays =
        verb == Plan.Verb.ROLLBACK ? Stays.goingBack(open.context().site().engine()) : open.stays();
    var planning =
        new SitePlanning(
            open.session(),
            open.bundle(),
            open.session().openVault(),
            open.context().text(),
            stays);
    var folder = open.context().folder();
    var usual = folder.runs().isEmpty() ? Plan.Verb.INSTALL : verb;
    var bundle = open.bundle();
    var stops = new Stops(folder, bundle.manifest(), bundle.digest());
    var servers = open.session().site().servers().stream().map(Host::name).toList();
    stops.requireLastRun(usual, maxUnreachable, () -> open.lastRunElsewhere().map(KeptRun::runId));
    var made = planning.make(usual, stops.aim(usual), maxUnreachable);
    ServerVaults.of(open.session().hosts()).requireNothingNewer(servers, folder);
    return made;
  }

  static Plan read(Path file) {
    return Plan.read(UserFile.read("The plan", file));
  }
}
