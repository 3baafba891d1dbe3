package io.holdfast.installer.wizard;

import io.holdfast.bundle.Bundles;
import io.holdfast.installer.preflight.Report;
import io.holdfast.installer.preflight.ReportFixture;
import io.holdfast.installer.run.RunListener;
import io.holdfast.installer.ssh.ShownKey;
import io.holdfast.installer.ssh.ShownKey.State;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// A desk whose hosts exist on paper: keys become pinned, one host has too little memory, and a run
/// takes no time.
public class PaperDesk implements Desk {
  private final List<String> done = new ArrayList<>();
  private List<Standing> sites = List.of();
  private Optional<String> opensBy = Optional.empty();
  private Optional<Problem> inTheWay = Optional.empty();
  private int exitCode;

  public PaperDesk knows(Standing... known) {
    sites = List.of(known);
    return this;
  }

  public PaperDesk endsWith(int code) {
    exitCode = code;
    return this;
  }

  /// What was really done, in its order.
  public List<String> done() {
    return List.copyOf(done);
  }

  @Override
  public List<Standing> sites() {
    return sites;
  }

  /// Something that a plan is refused for.
  public PaperDesk findsInTheWay(Problem problem) {
    inTheWay = Optional.of(problem);
    return this;
  }

  public PaperDesk opensBy(String passphrase) {
    opensBy = Optional.of(passphrase);
    return this;
  }

  @Override
  public void requireOpens(String site, Secret passphrase) {
    if (opensBy.isPresent() && !opensBy.get().equals(passphrase.reveal())) {
      throw HoldfastException.of(ProblemId.VAULT_WRONG_KEY, "This does not open the vault");
    }
  }

  @Override
  public Bundles.Summary inspect(Path bundle, Path trust) {
    return new Bundles.Summary(
        "app",
        "1.0",
        "nomad",
        "5a3c" + "0".repeat(60),
        "acme",
        List.of("ed25519:11aa22bb", "ecdsa-p256:33cc44dd"),
        306_000_000,
        120,
        List.of(
            new Bundles.Part("consul", "tree", "1.15.3", "MPL-2.0", 150_000_000, List.of()),
            new Bundles.Part("nomad", "tree", "2.0.4", "BUSL-1.1", 120_000_000, List.of())),
        List.of(),
        List.of(new Bundles.Picture("web:1.0", "sha256:00", "linux/amd64")),
        List.of("web"),
        List.of(),
        new TreeMap<>());
  }

  @Override
  public List<ShownKey> hostKeys(Site site, Path home) {
    var pins = home.resolve(site.access().knownHosts());
    var keys = new ArrayList<ShownKey>();
    site.access().jump().ifPresent(jump -> keys.add(key(pins, "jump", jump.address())));
    if (keys.stream().allMatch(key -> key.state() == State.PINNED)) {
      site.hosts().forEach(host -> keys.add(key(pins, host.name(), host.address())));
    }
    return keys;
  }

  private static ShownKey key(Path pins, String name, String address) {
    var line = address + " ssh-ed25519 AAAA" + name;
    var print = "SHA256:" + name + "x".repeat(43 - name.length());
    try {
      var isPinned = Files.exists(pins) && Files.readAllLines(pins).contains(line);
      var state = isPinned ? State.PINNED : State.NEW;
      return new ShownKey(name, address, "ssh-ed25519", print, line, state);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void pin(Path knownHosts, List<String> lines) {
    try {
      Files.write(knownHosts, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public SortedMap<String, Problem> look(Site site, Path home, BiConsumer<String, String> seen) {
    site.hosts()
        .forEach(host -> seen.accept(host.name(), "debian 12, 4 CPUs, 8.3 GB memory, clock +1 ms"));
    return new TreeMap<>();
  }

  @Override
  public Report preflight(Task task) {
    return ReportFixture.littleMemoryOn("w1");
  }

  @Override
  public Planned plan(Task task, boolean isUpgrade) {
    inTheWay.ifPresent(
        problem -> {
          throw problem.asException();
        });
    return new Planned(
        List.of(
            "Plan 0123456789ab: " + (isUpgrade ? "upgrade" : "install"),
            "",
            "  s1         consul   (new) -> 1.15.3",
            "  s1         nomad    (new) -> 2.0.4",
            "",
            "12 steps, 3 disruptive, about 2 to 5 minutes"),
        false);
  }

  @Override
  public int carryOut(Task task, boolean isUpgrade, RunListener listener) {
    done.add((isUpgrade ? "upgrade " : "install ") + Path.of(task.site()).getFileName());
    task.skips().forEach(skip -> done.add("skipped " + skip));
    return run(listener);
  }

  @Override
  public List<String> unfinished(String site) {
    return List.of("Run r7: stopped safely, can be resumed", "  verb       upgrade");
  }

  @Override
  public int resume(String site, RunListener listener) {
    done.add("resume " + site);
    return run(listener);
  }

  private int run(RunListener listener) {
    listener.steering(() -> done.add("asked to stop"));
    listener.progress(new Effect.Progress("step-started", "/a", "s1", "start consul", 1, 2));
    listener.progress(new Effect.Progress("gates-met", "/a", "s1", "2 of 2 other voters", 2, 2));
    if (exitCode == 0) {
      listener.say("Done: 12 steps changed something. Run r1");
    } else {
      listener.say(Problem.of(ProblemId.RUN_STOPPED, "It was asked to stop").toText());
    }
    return exitCode;
  }

  static Optional<String> text(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
