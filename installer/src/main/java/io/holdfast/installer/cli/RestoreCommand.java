package io.holdfast.installer.cli;

import io.holdfast.scheduler.planner.RestorePlan;
import io.holdfast.scheduler.planner.RestorePreview;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast restore SNAPSHOT`: puts the state of Consul or Nomad back that a run saved. Without a
/// snapshot it lists those that lie on this machine.
@Command(
    name = "restore",
    description = {
      "Put back the state of Consul or Nomad that a run saved before it changed servers.",
      "All that was written since is lost. Without SNAPSHOT: list what is saved on this machine."
    })
final class RestoreCommand extends SiteVerb {
  private static final String CONFIRM = "--yes-restore";

  @Parameters(
      paramLabel = "SNAPSHOT",
      arity = "0..1",
      description = "What to put back, as RUN-consul or RUN-nomad.")
  private @Nullable String snapshot;

  @Option(
      names = CONFIRM,
      paramLabel = "NAME",
      description = "Confirm by the name of the site, where nobody can be asked.")
  private @Nullable String confirmed;

  /// The result of listing, for scripts.
  record Listed(String site, List<RaftSnapshots.Saved> snapshots) {}

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var vault = KeptVault.require(context).vault();
    var folder = context.folder().snapshots("", vault);
    var name = Optional.ofNullable(snapshot);
    if (name.isEmpty()) {
      return list(output, context, folder.all());
    }
    var given = Optional.ofNullable(confirmed);
    given.ifPresent(word -> Consent.requireSame(word, CONFIRM, context.site().site()));
    var saved = find(folder.all(), name.get());
    try (var open = OpenSite.without(context)) {
      RestorePreview.of(open.session().world(folder), saved).forEach(output::say);
      if (!Consent.typed(given, CONFIRM, output, context.site().site())) {
        return 0;
      }
      var told = new RunOutput(output);
      var plan =
          new RestorePlan(context.site(), vault.siteId(), Sha256.of(context.text())).of(saved);
      var result = new Running(open, told).start(plan, List.of());
      if (result.exitCode() == 0) {
        output.say("Next: holdfast status   # and look whether all is there that you expect");
      }
      return told.end(result);
    }
  }

  private static int list(
      Output output, SiteContext context, SortedMap<String, RaftSnapshots.Saved> all) {
    if (all.isEmpty()) {
      output.say("Nothing is saved on this machine. Runs that change the version of servers save.");
    }
    all.values().forEach(saved -> output.text(saved.file() + "  " + saved.words()));
    output.result(new Listed(context.site().site(), List.copyOf(all.values())));
    return 0;
  }

  static RaftSnapshots.Saved find(SortedMap<String, RaftSnapshots.Saved> all, String name) {
    return Optional.ofNullable(all.get(name))
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemId.USAGE_WRONG, "There is no snapshot " + name + " on this machine")
                    .withEvidence(
                        all.isEmpty() ? "none is here" : "here: " + String.join(", ", all.keySet()))
                    .withFix("holdfast restore   # lists them")
                    .asException());
  }
}
