package io.holdfast.lab.demo;

import io.holdfast.lab.component.ComponentsFolder;
import io.holdfast.lab.component.NomadSupplied;
import io.holdfast.lab.dist.Distribution;
import io.holdfast.lab.host.Asked;
import io.holdfast.lab.host.NeededPackages;
import io.holdfast.lab.host.PracticeLab;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast demo`: the main job on practice hosts of this machine.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Build, install and upgrade a cluster under load, on practice hosts of this machine.")
public final class DemoCommand implements Callable<Integer> {
  private static final Set<Integer> SERVERS = Set.of(3, 5, 7);

  /// How to print.
  enum Form {
    text,
    json
  }

  @Option(
      names = "--engine",
      defaultValue = "swarm",
      description = "The scheduler product: ${COMPLETION-CANDIDATES}.")
  private Engine engine = Engine.SWARM;

  @Option(
      names = "--servers",
      paramLabel = "3|5|7",
      defaultValue = "3",
      description = "How many servers vote (3).")
  private int servers = 3;

  @Option(
      names = "--yes",
      description =
          "Without asking: install what is missing on this machine, and let a demo that stands here"
              + " go.")
  private boolean yes;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where bundles and state are kept (~/.cache/holdfast/demo).")
  private @Nullable Path folder;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "text or json; the last line on standard output is JSON in both.")
  private Form output = Form.text;

  @Override
  public Integer call() throws IOException {
    if (!SERVERS.contains(servers)) {
      throw HoldfastException.of(
          ProblemId.LAB_SHAPE_REFUSED,
          "The demo shows 3, 5 or 7 servers: fewer cannot lose one, an even number gains nothing");
    }
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    var timeline = new Timeline(err);
    new NeededPackages(timeline::say).ensure(yes);
    requireNoOther(timeline);
    var place =
        Files.createDirectories(Optional.ofNullable(folder).orElseGet(DemoCommand::usualFolder));
    requireComponents(timeline);
    var hosts = Demo.bootHosts(timeline, place, servers);
    var ingredients =
        timeline.phase(
            "components",
            "Getting components and the agent's runtime ready",
            () -> ingredients(timeline, place));
    var result = new Demo(timeline, place, ingredients).run(hosts);
    if (output == Form.text) {
      tell(timeline, result, place);
    }
    System.out.println(Json.write(result));
    return result.showsAll() ? 0 : 1;
  }

  /// There is one demo at a time: its hosts, site and history go before another one begins.
  private void requireNoOther(Timeline timeline) {
    if (!PracticeLab.names().contains(Demo.LAB)) {
      return;
    }
    timeline.say("A demo stands on this machine: its hosts, site and history are removed first.");
    if (!yes && !Asked.agrees("Let it go?")) {
      throw Problem.of(ProblemId.USAGE_WRONG, "The demo that stands was not given up")
          .withFix("holdfast demo --yes", "holdfast lab down --name " + Demo.LAB)
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  /// What only an operator can bring is looked for before anything is begun.
  private void requireComponents(Timeline timeline) {
    if (engine == Engine.NOMAD) {
      new NomadSupplied(ComponentsFolder.usual(timeline::say)).requiredPair();
    }
  }

  private DemoBundles.Ingredients ingredients(Timeline timeline, Path place) {
    var components = ComponentsFolder.usual(timeline::say);
    var story = DemoStories.of(engine, components, place);
    var home = Path.of(System.getProperty("holdfast.home", "."));
    var runtime = Distribution.of(home).agentRuntime();
    return new DemoBundles.Ingredients(runtime, components.path(), story);
  }

  static Path usualFolder() {
    var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).filter(it -> !it.isBlank());
    return cache
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("holdfast/demo");
  }

  private static void tell(Timeline timeline, DemoResult result, Path place) {
    var requests = result.requests();
    timeline.say("");
    timeline.say(
        "requests: "
            + requests.total()
            + " of "
            + requests.offered()
            + " offered, "
            + requests.failed()
            + " failed, "
            + requests.slow()
            + " over 2 s, longest "
            + requests.longestMs()
            + " ms");
    timeline.say(
        "downloads: " + requests.downloads() + ", " + requests.downloadsFailed() + " failed");
    requests.failures().forEach(failure -> timeline.say("  " + failure));
    timeline.say(
        "probes: " + result.probes().tried() + ", " + result.probes().wrong().size() + " wrong");
    result
        .groups()
        .forEach(
            group ->
                timeline.say(
                    group.group()
                        + ": "
                        + String.join(" ", group.order())
                        + (group.leaderBefore().isEmpty()
                            ? ""
                            : ", leader before " + group.leaderBefore())
                        + ", at most "
                        + group.maxDown()
                        + " down"));
    result
        .canaries()
        .forEach(
            canary ->
                timeline.say(
                    canary.kind()
                        + ": "
                        + canary.host()
                        + " "
                        + canary.outcome()
                        + ", others restarted: "
                        + canary.othersRestarted()));
    timeline.say("");
    timeline.say("The cluster stays up. Next:");
    Operator.nextCommands(place, Demo.LAB).forEach(command -> timeline.say("  " + command));
  }
}
