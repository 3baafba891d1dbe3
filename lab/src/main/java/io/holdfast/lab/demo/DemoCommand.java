package io.holdfast.lab.demo;

import io.holdfast.lab.component.ConsulBuild;
import io.holdfast.lab.dist.Distribution;
import io.holdfast.lab.host.NeededPackages;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
  /// How to print.
  enum Form {
    text,
    json
  }

  private static final String ENGINE = "swarm";

  @Option(names = "--engine", defaultValue = ENGINE, description = "The scheduler product: swarm.")
  private String engine = ENGINE;

  @Option(names = "--yes", description = "Install what is missing on this machine without asking.")
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
    if (!engine.equals(ENGINE)) {
      throw Problem.of(ProblemId.ENGINE_NOT_SUPPORTED, "The demo runs on swarm, not on " + engine)
          .asException();
    }
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    var timeline = new Timeline(err);
    new NeededPackages(timeline::say).ensure(yes);
    var place =
        Files.createDirectories(Optional.ofNullable(folder).orElseGet(DemoCommand::usualFolder));
    var hosts = Demo.bootHosts(timeline, place);
    var ingredients =
        timeline.phase(
            "components",
            "Getting Consul and the agent's runtime ready",
            () -> ingredients(timeline));
    var result = new Demo(timeline, place, ingredients).run(engine, hosts);
    if (output == Form.text) {
      tell(timeline, result, place);
    }
    System.out.println(Json.write(result));
    return result.showsAll() ? 0 : 1;
  }

  private static DemoBundles.Ingredients ingredients(Timeline timeline) {
    try {
      var consul = ConsulBuild.usual(timeline::say);
      var version = consul.ready();
      var home = Path.of(System.getProperty("holdfast.home", "."));
      var runtime = Distribution.of(home).agentRuntime();
      return new DemoBundles.Ingredients(runtime, consul.components(), version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    Demo.nextCommands(place).forEach(command -> timeline.say("  " + command));
  }
}
