package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.installer.preflight.Report;
import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.RunListener;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.ssh.ShownKey;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultLock;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Sizes;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the wizard has done: the same calls that the verbs make.
final class InstallDesk implements Desk {
  private static final System.Logger LOG = System.getLogger(InstallDesk.class.getName());

  private final Path state;
  private @Nullable Plan reviewed;

  InstallDesk(Path state) {
    this.state = state;
  }

  @Override
  public List<Standing> sites() {
    return SiteFolder.sites(state).stream().flatMap(name -> standing(name).stream()).toList();
  }

  /// A site that is not complete here, whose file cannot be read any more, or that no run has begun
  /// to install, is none to go on with.
  private Optional<Standing> standing(String name) {
    var folder = SiteFolder.of(state, name);
    if (folder.siteText().isEmpty() || folder.runs().isEmpty()) {
      return Optional.empty();
    }
    var going = going(folder);
    var unfinished = SiteRuns.toResume(folder).filter(_ -> going.isEmpty()).map(RunFolder::runId);
    try {
      var context = SiteContext.known(state, name);
      var hosts = context.site().hosts().stream().map(Host::name).toList();
      var stands = BundleHistory.standingName(folder).isPresent();
      return Optional.of(new Standing(name, context.file(), hosts, stands, unfinished, going));
    } catch (HoldfastException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "site " + name, unreadable);
      return Optional.empty();
    }
  }

  /// The last run is also one that only closes a worker.
  private static Optional<String> going(SiteFolder folder) {
    return folder.lastRun().flatMap(RunBeacon::of).map(RunWords::words);
  }

  @Override
  public void requireOpens(String site, Secret passphrase) {
    var lock = new VaultLock.Passphrase(passphrase.reveal().toCharArray());
    SiteFolder.of(state, site).vault().ifPresent(bytes -> VaultFile.open(bytes, lock));
  }

  @Override
  public Bundles.Summary inspect(Path bundle, Path trust) {
    return Bundles.inspect(bundle, trust);
  }

  @Override
  public List<ShownKey> hostKeys(Site site, Path home) {
    try (var connector = new SshConnector(SiteSession.sshAccess(site.access(), home))) {
      var keys = new ArrayList<ShownKey>();
      if (site.access().jump().isPresent()) {
        var jump = connector.jumpKey();
        keys.add(jump);
        if (jump.state() != ShownKey.State.PINNED) {
          return keys;
        }
      }
      keys.addAll(all(site, host -> connector.hostKey(host.name(), host.address())));
      return keys;
    }
  }

  /// One answer for each host, asked all at once; or everything that was wrong.
  private static <T> List<T> all(Site site, Function<Host, T> ask) {
    var answers = new ConcurrentHashMap<String, T>();
    var problems = new ConcurrentSkipListMap<String, Problem>();
    atOnce(
        site,
        host -> {
          try {
            answers.put(host.name(), ask.apply(host));
          } catch (HoldfastException refused) {
            problems.put(host.name(), refused.first());
          }
        });
    if (!problems.isEmpty()) {
      throw HoldfastException.of(List.copyOf(problems.values()));
    }
    return site.hosts().stream()
        .flatMap(host -> Optional.ofNullable(answers.get(host.name())).stream())
        .toList();
  }

  private static void atOnce(Site site, java.util.function.Consumer<Host> work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      site.hosts().forEach(host -> threads.execute(() -> work.accept(host)));
    }
  }

  @Override
  public void pin(Path knownHosts, List<String> lines) {
    UserFile.append("The file of host keys", knownHosts, lines);
  }

  @Override
  public SortedMap<String, Problem> look(Site site, Path home, BiConsumer<String, String> seen) {
    var failed = new ConcurrentSkipListMap<String, Problem>();
    var session =
        SiteSession.open(site, home, Optional.empty(), Optional.empty(), HoldfastCommand.VERSION);
    try (session) {
      atOnce(
          site,
          host -> {
            try {
              var facts = session.hosts().facts(host.name(), questions(site));
              seen.accept(host.name(), glance(facts, site.places().data()));
            } catch (HoldfastException refused) {
              failed.put(host.name(), refused.first());
            }
          });
    }
    return failed;
  }

  private static HostFacts.Questions questions(Site site) {
    var places = site.places();
    return new HostFacts.Questions(
        places.program(),
        List.of(),
        List.of(),
        List.of(),
        List.of(places.data()),
        List.of(),
        List.of(),
        List.of());
  }

  private static String glance(HostFacts facts, String data) {
    var reading = facts.reading();
    var free = Optional.ofNullable(reading.places().get(data)).map(place -> place.freeBytes());
    return String.format(
        "%s %s, %d CPUs, %s memory, %s free, clock %+d ms",
        facts.system(),
        facts.systemVersion(),
        reading.cpus(),
        Sizes.of(reading.memoryBytes()),
        Sizes.of(free.orElse(0L)),
        facts.clockOffsetMs());
  }

  @Override
  public Report preflight(Task task) {
    var context = context(task);
    try (var open = OpenSite.with(context, source(task), OpenSite.VaultUse.READ)) {
      open.bundle().verify();
      return PreflightCommand.check(open);
    }
  }

  /// The plan is kept: what is carried out is what was looked at. Bundle and hosts are checked each
  /// time, for somebody who was away comes back to the plan without the screen before it.
  @Override
  public Planned plan(Task task, boolean isUpgrade) {
    try (var open = OpenSite.with(context(task), source(task), OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      open.bundle().verify();
      PreflightCommand.check(open).skipping(task.skips()).throwIfFailed();
      var made = PlanCommand.made(open, isUpgrade ? Plan.Verb.UPGRADE : Plan.Verb.INSTALL);
      BeforeChange.requireAtStop(open, made.plan(), 0);
      reviewed = made.plan();
      return new Planned(PlanLines.of(open, made.plan()), made.plan().isEmpty());
    }
  }

  @Override
  public int carryOut(Task task, boolean isUpgrade, RunListener listener) {
    if (reviewed == null) {
      throw new IllegalStateException("nothing was reviewed");
    }
    var plan = reviewed;
    try (var open = OpenSite.with(context(task), source(task), OpenSite.VaultUse.RENEW)) {
      StalePlan.requireBasis(plan, open.bundle().digest(), open.context().text());
      open.remember(source(task));
      return new Running(open, listener).start(plan, task.skips()).exitCode();
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Override
  public List<String> unfinished(String site) {
    var run = ResumeCommand.toResume(SiteContext.find(state, Optional.of(site)));
    return RunWords.goingOn(run);
  }

  @Override
  public int resume(String site, RunListener listener) {
    var context = SiteContext.find(state, Optional.of(site));
    try {
      return ResumeCommand.goOn(
              context, Optional.empty(), Optional.empty(), new RunBounds(), listener)
          .exitCode();
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private SiteContext context(Task task) {
    return SiteContext.find(state, Optional.of(task.site()));
  }

  private static OpenSite.Source source(Task task) {
    return new OpenSite.Source(
        task.bundle().toAbsolutePath().normalize(), task.trust().toAbsolutePath().normalize());
  }
}
