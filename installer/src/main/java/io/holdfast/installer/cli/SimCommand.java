package io.holdfast.installer.cli;

import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.installer.ssh.ShellWords;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.scheduler.sim.Plant;
import io.holdfast.scheduler.sim.Rehearsal;
import io.holdfast.scheduler.sim.SimOptions;
import io.holdfast.scheduler.sim.SimReport;
import io.holdfast.scheduler.sim.SimResult;
import io.holdfast.scheduler.sim.Simulator;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast sim`: whole runs over modelled hosts, links and clusters in virtual time, with faults
/// at every step. Touches no host and needs none; the same seed tells the same story anywhere.
@Command(
    name = "sim",
    description = "Simulate runs with faults in virtual time and check what must always hold.")
final class SimCommand extends Verb {
  private static final long BATCH = 256;
  private static final String LIST = "list";
  private static final String ALL = "all";
  private static final long SEEDS = 100;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The first seed; alone, it is the only one and tells its timeline.")
  private @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "How many seeds, 100 without --seed, 1,000 with --plant; a single one tells its timeline.")
  private @Nullable Long seeds;

  @Option(
      names = "--plant",
      paramLabel = "NAME|list|all",
      description =
          "Put a known bug in, to see it found; list prints the names, all tries each of them.")
  private @Nullable String plant;

  @Option(
      names = "--site",
      paramLabel = "FILE|NAME",
      description =
          "Rehearse the change of this site: its hosts and roles, and a bundle's versions.")
  private @Nullable String site;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "With --site: the bundle that the site shall be brought to.")
  private @Nullable Path bundle;

  @Option(
      names = "--from",
      paramLabel = "BUNDLE",
      description =
          "With --site: the bundle that it stands at (what its runs here have brought, else"
              + " nothing).")
  private @Nullable Path from;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "With --site: the vendor's trust file (the one last used).")
  private @Nullable Path trust;

  /// The names of the bugs that can be planted, for scripts.
  record Plants(List<String> plants) {}

  /// The report so far and the first result that broke a promise.
  private record Sum(SimReport report, Optional<SimResult> broken) {
    Sum with(SimResult result) {
      var first =
          result.violation().isPresent() ? Optional.of(result) : Optional.<SimResult>empty();
      return new Sum(report.with(result), broken.or(() -> first));
    }
  }

  @Override
  int run(Output output) {
    if (LIST.equals(plant)) {
      Plant.texts().forEach(output::text);
      output.result(new Plants(Plant.texts()));
      return 0;
    }
    var count = seeds != null ? seeds : seed != null ? 1 : usualCount();
    if (count < 1) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--seeds must be at least 1, not " + count)
          .asException();
    }
    var first = seed != null ? seed : 1;
    if (site != null) {
      return rehearse(site, first, output);
    }
    if (bundle != null || from != null || trust != null) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--bundle, --from and --trust go with --site")
          .withFix("add --site site.yaml")
          .asException();
    }
    if (ALL.equals(plant)) {
      return new PlantSearch(first, seeds != null ? count : PlantSearch.SEEDS).run(output);
    }
    var options = options();
    var sum = count == 1 ? told(first, options, output) : counted(first, count, options);
    tell(sum.report(), output);
    sum.broken().ifPresent(result -> output.problem(problem(result)));
    output.result(sum.report());
    return sum.broken().isPresent() ? ProblemId.PROMISE_BROKEN.kind().exitCode() : 0;
  }

  private int rehearse(String named, long first, Output output) {
    if (plant != null || bundle == null) {
      throw Problem.of(
              ProblemId.USAGE_WRONG,
              plant != null ? "--plant goes without --site" : "--site needs a bundle to go to")
          .withFix("holdfast sim --site " + named + " --bundle BUNDLE")
          .asException();
    }
    var rehearsal = SiteRehearsal.requireChanges(rehearsal(named, bundle));
    var count = seeds != null ? seeds : SiteRehearsal.seedsFor(rehearsal);
    output.say("Rehearsing " + count + " times with faults ...");
    var result = new SiteRehearsal(rehearsal, first, count).run();
    if (count == 1) {
      Simulator.tell(first, SimOptions.of(rehearsal)).timeline().forEach(output::text);
    }
    result.page().forEach(output::text);
    result.broken().ifPresent(broken -> output.problem(problem(broken)));
    output.result(result.report());
    return result.broken().isPresent() ? ProblemId.PROMISE_BROKEN.kind().exitCode() : 0;
  }

  /// The words that name the same rehearsal.
  private List<String> rehearsed() {
    var words = new ArrayList<String>();
    Map<String, Optional<Object>> options = new LinkedHashMap<>();
    options.put("--site", Optional.ofNullable(site));
    options.put("--bundle", Optional.ofNullable(bundle));
    options.put("--from", Optional.ofNullable(from));
    options.put("--trust", Optional.ofNullable(trust));
    options.forEach((name, value) -> value.ifPresent(it -> words.addAll(List.of(name, "" + it))));
    return words;
  }

  private Rehearsal rehearsal(String named, Path wanted) {
    var context = SiteContext.find(stateFolder(), Optional.of(named));
    var source = OpenSite.source(context, Optional.of(wanted), Optional.ofNullable(trust));
    var manifest = manifest(wanted, source.trust());
    Platform.requireSameEngine(context.site(), manifest);
    var standing =
        from == null
            ? SiteRehearsal.standing(context.folder())
            : versions(manifest(from, source.trust()));
    return new Rehearsal(context.site(), manifest, standing);
  }

  private static Manifest manifest(Path file, Path trusted) {
    try (var opened = BundleReader.open(file, TrustFile.read(trusted))) {
      return opened.manifest();
    }
  }

  private static SortedMap<String, String> versions(Manifest manifest) {
    var versions = new TreeMap<String, String>();
    manifest.components().forEach(it -> versions.put(it.name(), it.version()));
    return versions;
  }

  private SimOptions options() {
    if (plant == null) {
      return SimOptions.standard();
    }
    return Plant.find(plant)
        .map(SimOptions.standard()::with)
        .orElseThrow(
            () ->
                Problem.of(ProblemId.USAGE_WRONG, "There is no bug \"" + plant + "\" to plant")
                    .withEvidence("there are " + String.join(", ", Plant.texts()))
                    .withFix("holdfast sim --plant list")
                    .asException());
  }

  /// Each bug that can be planted shows within so many seeds.
  private long usualCount() {
    return plant == null ? SEEDS : PlantSearch.SEEDS;
  }

  private static Sum told(long seed, SimOptions options, Output output) {
    var result = Simulator.tell(seed, options);
    result.timeline().forEach(output::text);
    return new Sum(SimReport.startingAt(seed), Optional.empty()).with(result);
  }

  /// On all cores, added up in the order of the seeds.
  private static Sum counted(long first, long seeds, SimOptions options) {
    var sum = new Sum(SimReport.startingAt(first), Optional.empty());
    for (var done = 0L; done < seeds; done += BATCH) {
      var from = first + done;
      var results =
          LongStream.range(from, from + Math.min(BATCH, seeds - done))
              .parallel()
              .mapToObj(each -> Simulator.run(each, options))
              .toList();
      for (var result : results) {
        sum = sum.with(result);
      }
    }
    return sum;
  }

  private static void tell(SimReport report, Output output) {
    output.text(
        "seeds %d, events %d, violations %d"
            .formatted(report.seeds(), report.events(), report.violations()));
    report.faults().forEach((kind, count) -> output.text("  %-16s %8d".formatted(kind, count)));
  }

  private Problem problem(SimResult broken) {
    var again =
        site == null
            ? "holdfast sim --seed " + broken.seed()
            : "holdfast sim %s --seed %d --seeds 1"
                .formatted(ShellWords.join(rehearsed()), broken.seed());
    return Problem.of(
            ProblemId.PROMISE_BROKEN, "Seed " + broken.seed() + " broke a promise of the engine")
        .withEvidence(broken.violation().orElse(""))
        .withFix(plant == null ? again : again + " --plant " + plant);
  }
}
