package io.holdfast.lab.demo;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.lab.host.LabHost;
import io.holdfast.lab.host.LabShape;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.host.PracticeLab;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.lab.host.Waiting;
import io.holdfast.lab.load.Load;
import io.holdfast.lab.load.LoadSummary;
import io.holdfast.lab.load.Observer;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.WorkerMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The main job, end to end, on practice hosts: build, install, serve, fail a canary under load,
/// upgrade under load, fail two more. Everything the product does is done by its own command line.
final class Demo {
  static final String LAB = "demo";
  private static final int HTTP_PORT = 80;
  private static final String BATCH = "report";
  private static final Duration BATCH_STARTS = Duration.ofSeconds(30);
  private static final String DOWNLOAD = "/cgi-bin/download";

  private final Timeline timeline;
  private final Path folder;
  private final Program program;
  private final PracticeLab lab;
  private final HostFacts facts;
  private final DemoBundles bundles;
  private final DemoStory story;
  private final List<DemoResult.Canary> canaries = new ArrayList<>();

  Demo(Timeline timeline, Path folder, DemoBundles.Ingredients ingredients) {
    this.timeline = timeline;
    this.folder = folder;
    this.program = Program.ofThisClassPath(folder);
    this.lab = PracticeLab.named(LAB, timeline::say);
    this.facts = new HostFacts(lab);
    this.bundles = new DemoBundles(folder, ingredients);
    this.story = ingredients.story();
  }

  /// Begins to boot the hosts: that needs nothing of what the bundles are made of.
  static Timeline.Aside<LabStatus> bootHosts(Timeline timeline, Path folder) {
    return timeline.aside("hosts", "Booting practice hosts", () -> freshLab(timeline, folder));
  }

  DemoResult run(Timeline.Aside<LabStatus> hosts) {
    timeline.phase("bundle", "Building and signing bundle 1", () -> build(DemoBundle.FIRST));
    var status = hosts.await();
    var later =
        timeline.aside("bundles", "Building and signing the bundles for later", this::buildLater);
    DemoSite.write(folder, status, LAB, story.engine());
    timeline.phase("install", "Installing bundle 1", this::install);
    timeline.phase(
        "answer", "Asking the service through both load balancers", () -> answers(status));
    later.await();
    var before = versions(status);
    var load =
        Load.start(workerAddresses(status), HTTP_PORT, DOWNLOAD, DemoBundles.downloadSha256());
    try (load;
        var observer = Observer.start(watched(status))) {
      canary(status, story.exits());
      var work = work(status);
      observer.reset();
      var upgraded =
          timeline.phase(
              "upgrade", "Upgrading to bundle 2 under load", () -> upgrade(DemoBundle.SECOND, 0));
      var groups = DemoGroups.of(upgraded, observer.maxDown(), lastRun());
      var after = versions(status);
      var kept = work.map(began -> began.comparedWith(work(status).orElseThrow()));
      var waited = story.bundles().contains(DemoBundle.WAIT) ? waited(status) : none();
      story.later().forEach(canary -> canary(status, canary));
      var requests = timeline.phase("settle", "Ending the load", load::stop);
      rebootPutBackHosts(status);
      return new DemoResult(
          DemoResult.SCHEMA,
          "result",
          story.engine().word(),
          hosts(status, before, after),
          groups,
          requests(requests),
          canaries,
          kept,
          waited,
          timeline.phases());
    }
  }

  private RunFolder lastRun() {
    var state = folder.resolve("state");
    return SiteFolder.of(state, SiteFolder.sites(state).getFirst()).lastRun().orElseThrow();
  }

  private Boolean buildLater() {
    story.bundles().stream().filter(bundle -> bundle != DemoBundle.FIRST).forEach(this::build);
    return true;
  }

  private Boolean build(DemoBundle bundle) {
    bundles.build(program, bundle);
    var megabytes = bundles.file(bundle).toFile().length() / 1_000_000;
    timeline.say("  " + bundle.fileName() + "  " + megabytes + " MB");
    return true;
  }

  /// A cluster of an earlier demo, or what was remembered of it, would hide what an install does.
  private static LabStatus freshLab(Timeline timeline, Path folder) {
    var lab = PracticeLab.named(LAB, timeline::say);
    lab.down();
    SystemCommand.run("rm", "-rf", folder.resolve("state").toString());
    var status = lab.up(LabShape.usual(LAB));
    DemoSite.hosts(status).forEach(host -> timeline.say(host.name() + "  " + host.address()));
    return status;
  }

  private JsonNode install() {
    return program
        .run(
            this::event,
            arguments(
                "install",
                "--answers",
                "site.yaml",
                "--bundle",
                bundles.file(DemoBundle.FIRST).toString()))
        .expect(0, "install");
  }

  private JsonNode upgrade(DemoBundle bundle, int exitCode) {
    return program
        .run(this::event, arguments("upgrade", "--bundle", bundles.file(bundle).toString()))
        .expect(exitCode, "upgrade to " + bundle.version());
  }

  private String[] arguments(String verb, String... more) {
    var all = new ArrayList<String>(List.of(verb));
    all.addAll(List.of(more));
    all.addAll(
        List.of(
            "--trust",
            bundles.trust().toString(),
            "--state",
            folder.resolve("state").toString(),
            "--yes"));
    if (!verb.equals("install")) {
      all.addAll(List.of("--site", "site.yaml"));
    }
    return all.toArray(String[]::new);
  }

  private Boolean answers(LabStatus status) {
    for (var address : workerAddresses(status)) {
      var answer = Load.once(address, HTTP_PORT);
      timeline.say("http://" + address + "/ answers " + answer);
      if (answer != 200) {
        throw Problem.of(ProblemId.STEP_FAILED, "The service does not answer through " + address)
            .asException();
      }
    }
    return true;
  }

  /// Applies a bundle whose canary really fails, and sees that only that one host was touched and
  /// is as before.
  private void canary(LabStatus status, DemoStory.Canary canary) {
    timeline.phase(
        "canary-" + canary.kind(),
        canary.title(),
        () -> {
          var startsBefore = starts(status);
          var result = upgrade(canary.bundle(), 7);
          var host = putBackHost(result);
          var others = restarted(startsBefore, starts(status), host);
          var reason = firstLine(result.path("problems").path(0).path("evidence").asString(""));
          timeline.say(host + " was put back: " + reason);
          canaries.add(
              new DemoResult.Canary(canary.kind(), host, reason, "put-back", 7, others, false));
          return host;
        });
  }

  /// The allocations that run on the workers, on the engine that has such.
  private Optional<Work> work(LabStatus status) {
    if (story.engine() != Engine.NOMAD) {
      return Optional.empty();
    }
    var running = new TreeMap<String, String>();
    workers(status).forEach(host -> running.putAll(facts.allocations(host)));
    return Optional.of(new Work(running));
  }

  /// What ran at one moment: `<task>-<allocation id>` to its container.
  private record Work(SortedMap<String, String> running) {

    /// What of it still runs later, as the same allocations in the same containers.
    DemoResult.Work comparedWith(Work later) {
      var kept =
          running.entrySet().stream()
              .filter(entry -> entry.getValue().equals(later.running().get(entry.getKey())))
              .map(Map.Entry::getKey)
              .toList();
      return new DemoResult.Work(List.copyOf(running.keySet()), kept);
    }
  }

  private static Optional<DemoResult.Waited> none() {
    return Optional.empty();
  }

  /// Changes the workers while a job runs that ends by itself: it must end by itself, where it is.
  private Optional<DemoResult.Waited> waited(LabStatus status) {
    return timeline.phase(
        "wait",
        "Changing the workers while a batch job runs, which is waited for",
        () -> {
          DemoSite.write(folder, status, LAB, story.engine(), WorkerMode.WAIT);
          Waiting.until(
              BATCH_STARTS,
              () -> !batch(status).isEmpty(),
              () ->
                  Problem.of(ProblemId.STEP_FAILED, "The batch job does not start").asException());
          var before = batch(status);
          timeline.say("the batch job runs as " + before);
          upgrade(DemoBundle.WAIT, 0);
          DemoSite.write(folder, status, LAB, story.engine());
          var ended = new TreeMap<String, String>();
          workers(status).forEach(host -> ended.putAll(facts.ended(host, BATCH)));
          timeline.say("the batch job ended: " + ended);
          return Optional.of(new DemoResult.Waited(before, ended));
        });
  }

  private List<String> batch(LabStatus status) {
    return work(status).orElseThrow().running().keySet().stream()
        .filter(name -> name.startsWith(BATCH + "-"))
        .toList();
  }

  private static String putBackHost(JsonNode result) {
    for (var group : result.path("groups")) {
      for (var host : group.path("hosts")) {
        if (host.path("outcome").asString("").equals("put-back")) {
          return host.path("host").asString("");
        }
      }
    }
    throw Problem.of(ProblemId.STEP_FAILED, "No host was put back")
        .withEvidence(result.toString())
        .asException();
  }

  private Map<String, SortedMap<String, String>> starts(LabStatus status) {
    var starts = new TreeMap<String, SortedMap<String, String>>();
    DemoSite.hosts(status).forEach(host -> starts.put(host.name(), facts.starts(host)));
    return starts;
  }

  private static int restarted(
      Map<String, SortedMap<String, String>> before,
      Map<String, SortedMap<String, String>> after,
      String canary) {
    return (int)
        before.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(canary))
            .filter(entry -> !entry.getValue().equals(after.get(entry.getKey())))
            .count();
  }

  /// A host that was put back has to be whole: after a reboot it must be back in the cluster by
  /// itself.
  private void rebootPutBackHosts(LabStatus status) {
    timeline.phase(
        "reboot",
        "Rebooting the hosts that were put back",
        () -> {
          var hosts = canaries.stream().map(DemoResult.Canary::host).distinct().sorted().toList();
          for (var host : hosts) {
            lab.reboot(host);
            var works = worksAgain();
            timeline.say(host + (works ? " is back in the cluster" : " did not come back"));
            canaries.replaceAll(
                canary -> canary.host().equals(host) ? canary.withWorksAfterReboot(works) : canary);
          }
          return true;
        });
    answers(status);
  }

  private boolean worksAgain() {
    for (var attempt = 0; attempt < 30; attempt++) {
      var ended = program.run(line -> {}, arguments("status"));
      if (ended.exitCode() == 0 && ended.result().map(Demo::isWhole).orElse(false)) {
        return true;
      }
    }
    return false;
  }

  /// Every host answers with all its units active, and every quorum has a leader and all members.
  static boolean isWhole(JsonNode status) {
    var whole = true;
    for (var host : status.path("hosts")) {
      whole &= host.path("reachable").asBoolean(false);
      for (var unit : host.path("units")) {
        whole &= unit.asString("").equals("active");
      }
    }
    for (var quorum : status.path("quorums")) {
      whole &= !quorum.path("leader").asString("").isEmpty();
      whole &= quorum.path("members").size() == quorum.path("planned").asInt(0);
    }
    return whole;
  }

  private List<DemoResult.HostVersions> hosts(
      LabStatus status,
      Map<String, SortedMap<String, String>> before,
      Map<String, SortedMap<String, String>> after) {
    return DemoSite.hosts(status).stream()
        .map(
            host ->
                new DemoResult.HostVersions(
                    host.name(),
                    DemoSite.roles(host),
                    before.getOrDefault(host.name(), new TreeMap<>()),
                    after.getOrDefault(host.name(), new TreeMap<>())))
        .toList();
  }

  private Map<String, SortedMap<String, String>> versions(LabStatus status) {
    var versions = new TreeMap<String, SortedMap<String, String>>();
    DemoSite.hosts(status).forEach(host -> versions.put(host.name(), facts.versions(host)));
    return versions;
  }

  private static DemoResult.Requests requests(LoadSummary seen) {
    return new DemoResult.Requests(
        seen.offered(),
        seen.total(),
        seen.failed(),
        seen.retried(),
        seen.longestMs(),
        seen.slow(),
        seen.posts(),
        seen.downloads(),
        seen.downloadsFailed(),
        seen.failures());
  }

  private static List<LabStatus.HostStatus> workers(LabStatus status) {
    return status.hosts().stream().filter(host -> host.kind() == LabHost.Kind.WORKER).toList();
  }

  private static List<String> workerAddresses(LabStatus status) {
    return addresses(status, LabHost.Kind.WORKER);
  }

  private static List<String> addresses(LabStatus status, LabHost.Kind kind) {
    return status.hosts().stream()
        .filter(host -> host.kind() == kind)
        .map(LabStatus.HostStatus::address)
        .toList();
  }

  private List<Observer.Watched> watched(LabStatus status) {
    return story.watched(addresses(status, LabHost.Kind.SERVER), workerAddresses(status));
  }

  /// Tells what the program tells.
  private void event(JsonNode line) {
    Optional.of(line.path("text").asString(""))
        .filter(text -> !text.isBlank())
        .ifPresent(
            text -> {
              var host = line.path("host").asString("");
              timeline.say("  " + (host.isEmpty() ? "" : host + "  ") + firstLine(text));
            });
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /// What to look at next; the cluster stays up.
  static List<String> nextCommands(Path folder) {
    var site = " --site " + folder.resolve("site.yaml") + " --state " + folder.resolve("state");
    return List.of(
        "./holdfast status" + site,
        "./holdfast history" + site,
        "./holdfast lab down --name " + LAB);
  }

  static Consumer<String> toStderr() {
    return System.err::println;
  }
}
