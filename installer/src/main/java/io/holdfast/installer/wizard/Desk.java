package io.holdfast.installer.wizard;

import io.holdfast.bundle.Bundles;
import io.holdfast.installer.preflight.Report;
import io.holdfast.installer.preflight.Skip;
import io.holdfast.installer.run.RunListener;
import io.holdfast.installer.ssh.ShownKey;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/// The program as the wizard needs it: everything that takes time, reads hosts, or changes them.
/// Failures are of the family [io.holdfast.templates.problem.HoldfastException].
public interface Desk {
  /// The sites known on this machine, sorted by name.
  List<Standing> sites();

  /// A site that was at least begun: its file, its hosts in the order of that file, whether a run
  /// of it ever ended well, the run that it has not finished, if there is one that can be gone on
  /// with, and who carries out a run of it at this moment.
  record Standing(
      String name,
      Path file,
      List<String> hosts,
      boolean stands,
      Optional<String> unfinished,
      Optional<String> going) {
    public Standing {
      hosts = List.copyOf(hosts);
    }
  }

  /// Refuses a passphrase that doesn't open the vault which this machine has of a site; any will do
  /// where there is none yet.
  void requireOpens(String site, Secret passphrase);

  /// What a bundle holds, after its signatures held.
  Bundles.Summary inspect(Path bundle, Path trust);

  /// Every host's key as it shows it now, the jump host's first. Where the jump host's own key is
  /// not pinned it is the only one, for nobody goes through it before.
  List<ShownKey> hostKeys(Site site, Path home);

  /// Adds lines to the pinned keys.
  void pin(Path knownHosts, List<String> lines);

  /// Looks at all hosts at once, writing nothing there, and tells of each, by its name, the system,
  /// what it has, and how far its clock is off. Gives what was wrong, by host.
  SortedMap<String, Problem> look(Site site, Path home, BiConsumer<String, String> seen);

  /// What is to be installed, or changed, and how. `site` is a site file or the name of a site that
  /// is known here.
  record Task(String site, Path bundle, Path trust, List<Skip> skips) {
    public Task {
      skips = List.copyOf(skips);
    }
  }

  /// Looks for everything that would go wrong; what is skipped counts as a warning.
  Report preflight(Task task);

  /// What would be done, as `holdfast plan` prints it.
  Planned plan(Task task, boolean isUpgrade);

  /// A plan as text.
  record Planned(List<String> lines, boolean isEmpty) {}

  /// Installs or upgrades; the exit code tells how it ended.
  int carryOut(Task task, boolean isUpgrade, RunListener listener);

  /// What going on with the unfinished run of a site would mean: which run it is, what it brings,
  /// and where it stands.
  List<String> unfinished(String site);

  /// Goes on with the unfinished run of a site.
  int resume(String site, RunListener listener);
}
