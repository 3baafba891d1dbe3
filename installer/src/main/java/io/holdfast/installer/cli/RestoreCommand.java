package io.holdfast.installer.cli;

import io.holdfast.installer.run.SnapshotCatalogue;
import io.holdfast.installer.run.SnapshotFolder;
import io.holdfast.installer.run.SnapshotServers;
import io.holdfast.scheduler.planner.RestorePlan;
import io.holdfast.scheduler.planner.RestorePreview;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast restore SNAPSHOT`: puts the state of Consul or Nomad back that a run saved. Without a
/// snapshot it lists those that lie on this machine or on servers. One that is not here, or not as
/// it was saved, is fetched from a server first.
@Command(
    name = "restore",
    description = {
      "Put back the state of Consul or Nomad that a run saved before it changed servers.",
      "All that was written since is lost. Without SNAPSHOT: list what is saved, and where."
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

  /// The result of listing, for scripts: `kept` is where, `here` for this machine and the names of
  /// servers.
  record Listed(String site, List<Kept> snapshots, List<String> notes) {
    record Kept(
        String product,
        String version,
        String file,
        String sha256,
        long bytes,
        long index,
        long term,
        List<String> kept) {
      static Kept of(SnapshotCatalogue.Found found) {
        var saved = found.saved();
        return new Kept(
            saved.product(),
            saved.version(),
            saved.file(),
            saved.sha256(),
            saved.bytes(),
            saved.index(),
            saved.term(),
            found.kept());
      }
    }
  }

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var vault = KeptVault.require(context).vault();
    var folder = context.folder().snapshots("", vault);
    var given = Optional.ofNullable(confirmed);
    given.ifPresent(word -> Consent.requireSame(word, CONFIRM, context.site().site()));
    try (var open = OpenSite.without(context)) {
      var name = Optional.ofNullable(snapshot);
      if (name.isEmpty()) {
        return list(output, context, catalogue(open, folder));
      }
      var saved = saved(output, open, folder, name.get());
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

  private static SnapshotCatalogue catalogue(OpenSite open, SnapshotFolder folder) {
    var session = open.session();
    var servers = session.site().servers().stream().map(Host::name).toList();
    return SnapshotCatalogue.of(folder, SnapshotServers.of(session.hosts()), servers);
  }

  private static int list(Output output, SiteContext context, SnapshotCatalogue catalogue) {
    var all = catalogue.found().values();
    catalogue.notes().forEach(output::say);
    if (all.isEmpty()) {
      output.say("Nothing is saved. Runs that change the version of servers save.");
    }
    all.forEach(
        found ->
            output.text(
                found.saved().file()
                    + "  "
                    + found.saved().words()
                    + "; kept "
                    + String.join(", ", found.kept())));
    output.result(
        new Listed(
            context.site().site(), all.stream().map(Listed.Kept::of).toList(), catalogue.notes()));
    return 0;
  }

  /// Servers are asked only where this machine does not have it as it was saved. What is damaged
  /// here and kept nowhere else is told by whoever reads it.
  private static RaftSnapshots.Saved saved(
      Output output, OpenSite open, SnapshotFolder folder, String name) {
    var here = Optional.ofNullable(folder.all().get(name));
    var fault = here.flatMap(folder::fault);
    if (here.isPresent() && fault.isEmpty()) {
      return here.get();
    }
    fault.ifPresent(why -> output.say(name + " is damaged on this machine: " + why));
    var catalogue = catalogue(open, folder);
    catalogue.notes().forEach(output::say);
    var found = find(catalogue.found(), name);
    if (!found.kept().equals(List.of(SnapshotCatalogue.HERE))) {
      catalogue.bring(name, output::say);
    }
    return found.saved();
  }

  static SnapshotCatalogue.Found find(SortedMap<String, SnapshotCatalogue.Found> all, String name) {
    return Optional.ofNullable(all.get(name))
        .orElseThrow(
            () ->
                Problem.of(ProblemId.USAGE_WRONG, "There is no snapshot " + name)
                    .withEvidence(
                        all.isEmpty()
                            ? "there is none, here or on a server that answers"
                            : "there are: " + String.join(", ", all.keySet()))
                    .withFix("holdfast restore   # lists them")
                    .asException());
  }
}
