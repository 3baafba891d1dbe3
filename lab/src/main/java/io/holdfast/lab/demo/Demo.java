package io.holdfast.lab.demo;

import io.holdfast.lab.host.LabShape;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.host.PracticeLab;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.lab.host.Waiting;
import io.holdfast.lab.load.Load;
import io.holdfast.lab.load.LoadSummary;
import io.holdfast.lab.load.Observer;
import io.holdfast.lab.probe.PracticeProbes;
import io.holdfast.lab.probe.Probe;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.WorkerMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The main job, end to end, on practice hosts: build, install, probe, serve, fail a canary under
/// load, upgrade under load, fail two more. Everything the product does is done by its own command
/// line.
final class Demo {
  static final String LAB = "demo";
  private static final int HTTP_PORT = 80;
  private static final String BATCH = "report";
  private static final String SYSTEM_JOB = "watchman";
  private static final Duration JOB_STARTS = Duration.ofSeconds(60);
  private static final Duration BATCH_STARTS = Duration.ofSeconds(30);
  private static final String DOWNLOAD = "/cgi-bin/download";

  private final Timeline timeline;
  private final Path folder;
  private final Program program;
  private final Operator operator;
  private final PracticeLab lab;
  private final DemoBundles bundles;
  private final DemoStory story;
  private final List<DemoResult.Canary> canaries = new ArrayList<>();

  Demo(Timeline timeline, Path folder, DemoBundles.Ingredients ingredients) {
    this.timeline = timeline;
    this.folder = folder;
    this.program = Program.ofThisClassPath(folder);
    this.lab = PracticeLab.named(LAB, timeline::say);
    this.bundles = new DemoBundles(folder, ingredients);
    this.operator = new Operator(timeline, folder, bundles.trust(), program);
    this.story = ingredients.story();
  }

  /// Begins to boot the hosts: that needs nothing of what the bundles are made of.
  static Timeline.Aside<LabStatus> bootHosts(Timeline timeline, Path folder, int servers) {
    return timeline.aside(
        "hosts", "Booting practice hosts", () -> freshLab(timeline, folder, servers));
  }

  DemoResult run(Timeline.Aside<LabStatus> booting) {
    timeline.phase("bundle", "Building and signing bundle 1", () -> build(DemoBundle.FIRST));
    var hosts = new DemoHosts(booting.await(), lab);
    var later =
        timeline.aside("bundles", "Building and signing the bundles for later", this::buildLater);
    writeSite(hosts, WorkerMode.IN_PLACE);
    timeline.phase(
        "install", "Installing bundle 1", () -> operator.install(bundles.file(DemoBundle.FIRST)));
    timeline.phase(
        "answer", "Asking the service through both load balancers", () -> answers(hosts));
    awaitSystemJob(hosts);
    var probes = timeline.phase("probes", "Trying what must be refused", this::probes);
    later.await();
    var before = hosts.versions();
    var load =
        Load.start(hosts.workerAddresses(), HTTP_PORT, DOWNLOAD, DemoBundles.downloadSha256());
    try (load;
        var observer = Observer.start(watched(hosts))) {
      canary(hosts, story.exits());
      var work = work(hosts);
      observer.reset();
      var upgraded =
          timeline.phase(
              "upgrade",
              "Upgrading to bundle 2 under load",
              () -> operator.upgrade(bundles.file(DemoBundle.SECOND), 0));
      var groups = DemoGroups.of(upgraded, observer.maxDown(), operator.lastRun());
      var after = hosts.versions();
      var kept = work.map(began -> began.comparedWith(hosts.work()));
      var waited = story.bundles().contains(DemoBundle.WAIT) ? waited(hosts) : none();
      story.later().forEach(canary -> canary(hosts, canary));
      var requests = timeline.phase("settle", "Ending the load", load::stop);
      rebootPutBackHosts(hosts);
      return new DemoResult(
          DemoResult.SCHEMA,
          "result",
          story.engine().word(),
          hosts.compared(before, after),
          groups,
          requests(requests),
          canaries,
          kept,
          waited,
          probes,
          timeline.phases());
    }
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
  private static LabStatus freshLab(Timeline timeline, Path folder, int servers) {
    var lab = PracticeLab.named(LAB, timeline::say);
    lab.down();
    SystemCommand.run("rm", "-rf", folder.resolve("state").toString());
    var status = lab.up(LabShape.usual(LAB).withServers(servers));
    DemoSite.hosts(status).forEach(host -> timeline.say(host.name() + "  " + host.address()));
    return status;
  }

  private void writeSite(DemoHosts hosts, WorkerMode workers) {
    DemoSite.write(folder, hosts.status(), LAB, story.engine(), workers);
  }

  private Boolean answers(DemoHosts hosts) {
    for (var address : hosts.workerAddresses()) {
      var answer = Load.once(address, HTTP_PORT);
      timeline.say("http://" + address + "/ answers " + answer);
      if (answer != 200) {
        throw Problem.of(ProblemId.STEP_FAILED, "The service does not answer through " + address)
            .asException();
      }
    }
    return true;
  }

  /// It runs in a network of its own on each worker, so its plugins and its pause image are seen.
  private void awaitSystemJob(DemoHosts hosts) {
    if (story.engine() == Engine.NOMAD) {
      Waiting.until(
          JOB_STARTS,
          () -> hosts.work().of(SYSTEM_JOB).size() == hosts.workerAddresses().size(),
          () ->
              Problem.of(ProblemId.STEP_FAILED, "The system job does not run on every worker")
                  .asException());
    }
  }

  /// Plain text, foreign and wrong certificates, no token and a too small one: against what was
  /// just installed.
  private DemoResult.Probes probes() {
    try {
      var probes = PracticeProbes.run(lab, operator.siteFile(), operator.state());
      probes.forEach(probe -> timeline.say("  " + probe.says()));
      var wrong = probes.stream().filter(probe -> !probe.asItMust()).map(Probe::says).toList();
      return new DemoResult.Probes(probes.size(), wrong);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Applies a bundle whose canary really fails, and sees that only that one host was touched and
  /// is as before.
  private void canary(DemoHosts hosts, DemoStory.Canary canary) {
    timeline.phase(
        "canary-" + canary.kind(),
        canary.title(),
        () -> {
          var before = hosts.starts();
          var result = operator.upgrade(bundles.file(canary.bundle()), 7);
          var host = Operator.putBackHost(result);
          var others = hosts.restartedSince(before, host);
          var reason =
              Operator.firstLine(result.path("problems").path(0).path("evidence").asString(""));
          timeline.say(host + " was put back: " + reason);
          canaries.add(
              new DemoResult.Canary(canary.kind(), host, reason, "put-back", 7, others, false));
          return host;
        });
  }

  /// The allocations that run on the workers, on the engine that has such.
  private Optional<DemoHosts.Work> work(DemoHosts hosts) {
    return story.engine() == Engine.NOMAD ? Optional.of(hosts.work()) : Optional.empty();
  }

  private static Optional<DemoResult.Waited> none() {
    return Optional.empty();
  }

  /// Changes the workers while a job runs that ends by itself: it must end by itself, where it is.
  private Optional<DemoResult.Waited> waited(DemoHosts hosts) {
    return timeline.phase(
        "wait",
        "Changing the workers while a batch job runs, which is waited for",
        () -> {
          writeSite(hosts, WorkerMode.WAIT);
          Waiting.until(
              BATCH_STARTS,
              () -> !hosts.work().of(BATCH).isEmpty(),
              () ->
                  Problem.of(ProblemId.STEP_FAILED, "The batch job does not start").asException());
          var before = hosts.work().of(BATCH);
          timeline.say("the batch job runs as " + before);
          operator.upgrade(bundles.file(DemoBundle.WAIT), 0);
          writeSite(hosts, WorkerMode.IN_PLACE);
          var ended = hosts.ended(BATCH);
          timeline.say("the batch job ended: " + ended);
          return Optional.of(new DemoResult.Waited(before, ended));
        });
  }

  /// A host that was put back has to be whole: after a reboot it must be back in the cluster by
  /// itself.
  private void rebootPutBackHosts(DemoHosts demoHosts) {
    timeline.phase(
        "reboot",
        "Rebooting the hosts that were put back",
        () -> {
          var hosts = canaries.stream().map(DemoResult.Canary::host).distinct().sorted().toList();
          for (var host : hosts) {
            lab.reboot(host);
            var works = operator.seesWholeCluster();
            timeline.say(host + (works ? " is back in the cluster" : " did not come back"));
            canaries.replaceAll(
                canary -> canary.host().equals(host) ? canary.withWorksAfterReboot(works) : canary);
          }
          return true;
        });
    answers(demoHosts);
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

  private List<Observer.Watched> watched(DemoHosts hosts) {
    return story.watched(hosts.serverAddresses(), hosts.workerAddresses());
  }
}
