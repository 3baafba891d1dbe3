package io.holdfast.installer.run;

import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.installer.vault.Vault;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What this machine knows of one site: its file as last used, its vault, and its runs.
///
/// Everything in it is also on the site's servers, so losing it loses nothing (`holdfast attach`).
public final class SiteFolder {
  private final Path folder;
  private final FileDisk disk;

  private SiteFolder(Path folder) {
    this.folder = folder;
    this.disk = new FileDisk(folder);
  }

  /// Where things came from on this machine: site file, bundle and trust file, as absolute paths.
  public record Origin(String siteFile, Optional<String> bundle, Optional<String> trust) {}

  /// The folder of a site below a state folder; made with the first thing that is kept in it.
  public static SiteFolder of(Path state, String site) {
    return new SiteFolder(state.resolve("sites").resolve(site));
  }

  /// The same for the last run that ended well: the bundle that the site stands at. One that was
  /// put back, or whose run was cut off, never becomes it.
  public Optional<Origin> standing() {
    return disk.read("standing.json").map(bytes -> Json.read(bytes, Origin.class));
  }

  public void saveStanding(Origin origin) {
    disk.replace("standing.json", Json.canonical(origin));
  }

  /// The last run that brought a bundle when a plan of a whole bundle was found empty: all hosts
  /// stood as that bundle wants them, whatever became of the run. `at` is where they stood, which
  /// earlier versions did not keep.
  public record Settled(String runId, Optional<Stood> at) {}

  public Optional<Settled> settled() {
    return disk.read("settled").map(SiteFolder::settled);
  }

  /// Earlier versions kept the plain name of the run.
  private static Settled settled(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{'
        ? Json.read(bytes, Settled.class)
        : new Settled(new String(bytes, StandardCharsets.US_ASCII), Optional.empty());
  }

  public void saveSettled(Settled settled) {
    disk.replace("settled", Json.canonical(settled));
  }

  /// The names of all sites below a state folder that can be managed from here, sorted. One of
  /// which only a vault is there was planned, never begun.
  public static List<String> sites(Path state) {
    var sites = state.resolve("sites");
    if (!Files.isDirectory(sites)) {
      return List.of();
    }
    return names(sites).stream().filter(site -> of(state, site).isKnown()).toList();
  }

  private boolean isKnown() {
    return disk.read("origin.json").isPresent() || siteText().isPresent();
  }

  private static List<String> names(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public Path path() {
    return folder;
  }

  /// Refuses a site that a newer Holdfast has worked on from here.
  public SiteFolder requireKnown() {
    var runs = folder.resolve("runs");
    if (Files.isDirectory(runs)) {
      names(runs).forEach(runId -> run(runId).requireKnown());
    }
    return this;
  }

  public Optional<byte[]> vault() {
    return disk.read("vault");
  }

  public void saveVault(byte[] sealed) {
    vault().ifPresent(this::knowVault);
    knowVault(sealed);
    disk.replace("vault", sealed);
  }

  /// Remembers a vault as one that this machine has seen and gone on from, or past; not a damaged
  /// one, from which nobody goes on.
  void knowVault(byte[] sealed) {
    var known = new TreeSet<>(knownVaults());
    if (nameOf(sealed).filter(known::add).isPresent()) {
      disk.replace("vaults-known", String.join("\n", known).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// Whether a vault has the version of one that is known here and is none of those: two machines
  /// have changed the same vault, each in its own way.
  boolean isForked(byte[] sealed) {
    var known = new TreeSet<>(knownVaults());
    vault().flatMap(SiteFolder::nameOf).ifPresent(known::add);
    var version = VaultFile.head(sealed).version() + " ";
    return nameOf(sealed).filter(known::contains).isEmpty()
        && known.stream().anyMatch(name -> name.startsWith(version));
  }

  private List<String> knownVaults() {
    return disk.read("vaults-known")
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).lines().toList())
        .orElse(List.of());
  }

  /// The version and what tells it from others of that version.
  private static Optional<String> nameOf(byte[] sealed) {
    try {
      return Optional.of(VaultFile.head(sealed).version() + " " + Sha256.of(sealed));
    } catch (HoldfastException damaged) {
      return Optional.empty();
    }
  }

  /// Keeps a vault of this site that another one takes the place of; returns where.
  Path keepReplacedVault(byte[] sealed) {
    var name =
        "vault-before-"
            + VaultFile.head(sealed).version()
            + "-"
            + Sha256.of(sealed).substring(0, 8);
    disk.replace(name, sealed);
    return folder.resolve(name);
  }

  /// Keeps the vault of another cluster beside this site's own.
  void keepOtherVault(String siteId, byte[] sealed) {
    disk.replace("vault-of-" + siteId, sealed);
  }

  public Optional<byte[]> siteText() {
    return disk.read("site.yaml");
  }

  public void saveSiteText(byte[] text) {
    disk.replace("site.yaml", text);
  }

  public Optional<Origin> origin() {
    return disk.read("origin.json").map(bytes -> Json.read(bytes, Origin.class));
  }

  public void saveOrigin(Origin origin) {
    disk.replace("origin.json", Json.canonical(origin));
  }

  /// The ids of all runs that began, oldest first. A damaged journal, which does not tell its lock
  /// number, stands where the date in its id puts it.
  public List<String> runs() {
    var runs = folder.resolve("runs");
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    var begun = new ArrayList<Begun>();
    var highest = 0L;
    for (var runId : names(runs)) {
      var progress = run(runId).progress();
      if (progress.isPresent()) {
        var fence = progress.get().fence();
        highest = Math.max(highest, fence);
        begun.add(new Begun(runId, fence == 0 ? highest : fence));
      }
    }
    return begun.stream().sorted(Comparator.comparingLong(Begun::fence)).map(Begun::runId).toList();
  }

  private record Begun(String runId, long fence) {}

  /// The folder of one run; made with the first thing that is kept in it.
  public RunFolder run(String runId) {
    return new RunFolder(runId, folder.resolve("runs").resolve(runId));
  }

  /// The states of products that a run saved before it changed servers.
  public SnapshotFolder snapshots(String runId, Vault vault) {
    return new SnapshotFolder(folder.resolve("snapshots"), runId, vault);
  }

  /// The run that a resume goes on with: the last of a kind that is gone on with, if it has
  /// something left to do.
  public Optional<RunFolder> toResume() {
    return runs().reversed().stream()
        .map(this::run)
        .filter(run -> run.is(Plan.Verb::isGoneOnWith))
        .findFirst()
        .filter(RunFolder::isUnfinished);
  }

  public Optional<RunFolder> lastRun() {
    var runs = runs();
    return runs.isEmpty() ? Optional.empty() : Optional.of(run(runs.getLast()));
  }
}
