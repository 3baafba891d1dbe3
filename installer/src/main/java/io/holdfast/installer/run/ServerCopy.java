package io.holdfast.installer.run;

import io.holdfast.installer.vault.VaultFile;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What one server keeps of a site, for an admin machine that takes the site over.
///
/// No server is believed alone: one that was away for a while has an old vault and an old journal,
/// and what they lack would be lost.
public final class ServerCopy {
  private final byte[] siteText;
  private final byte[] pins;
  private final byte[] vault;
  private final VaultFile.Head head;
  private final Optional<KeptRun> run;

  private ServerCopy(byte[] siteText, byte[] pins, byte[] vault, Optional<KeptRun> run) {
    this.siteText = siteText;
    this.pins = pins;
    this.vault = vault;
    this.head = VaultFile.head(vault);
    this.run = run;
  }

  /// The small files of a server, by name.
  public interface Source {
    Optional<byte[]> fetch(String name) throws IOException;
  }

  public static ServerCopy read(Source server) throws IOException {
    return new ServerCopy(
        required(server, "site.yaml"),
        required(server, "pins"),
        required(server, "vault"),
        KeptRun.last(server));
  }

  private static byte[] required(Source server, String name) throws IOException {
    return server
        .fetch(name)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemId.VAULT_NOT_FOUND,
                        "This server keeps no copy of the site's " + name)
                    .withFix("name another server of the site")
                    .asException());
  }

  /// The id of the site that the vault is for.
  public String siteId() {
    return head.siteId();
  }

  public byte[] siteText() {
    return siteText.clone();
  }

  public byte[] pins() {
    return pins.clone();
  }

  /// The copy with the latest run; site file and pinned keys were stored with it. The first one
  /// where no server knows of a run.
  public static ServerCopy latest(List<ServerCopy> copies) {
    return copies.stream()
        .filter(copy -> copy.run.isPresent())
        .max(Comparator.comparing(copy -> copy.run.orElseThrow(), KeptRun.OLDEST_FIRST))
        .orElse(copies.getFirst());
  }

  /// What came of taking a site over: its last run, and where the vault is kept that was here and
  /// made room.
  public record Taken(Optional<RunFolder> run, Optional<Path> replacedVault) {}

  /// Takes the newest vault and the latest run over into a site's folder, and nothing that is older
  /// than what is there.
  ///
  /// A vault of this site that makes room is kept beside the new one: it may hold the key of a
  /// request that nobody else has. So does one that is newer by its number but does not come from
  /// what the servers have.
  ///
  /// A vault of another cluster makes room as long as no run began with it: `plan` on a new machine
  /// makes one when it is asked before the site was taken over. It is kept beside the new one, for
  /// hosts may have been given its name already.
  public static Taken takeOver(List<ServerCopy> copies, SiteFolder site) {
    var newest =
        copies.stream().max(Comparator.comparingLong(copy -> copy.head.version())).orElseThrow();
    var local = site.vault();
    var replaced = Optional.<Path>empty();
    if (local.filter(vault -> stays(vault, newest, site)).isEmpty()) {
      replaced = local.filter(newest::isOfSameSite).map(site::keepReplacedVault);
      site.saveVault(newest.vault);
    }
    copies.stream()
        .filter(copy -> copy.isOfSameSite(newest.vault))
        .forEach(copy -> site.knowVault(copy.vault));
    return new Taken(latest(copies).run.map(run -> run.takeOver(site)), replaced);
  }

  private boolean isOfSameSite(byte[] other) {
    return VaultFile.head(other).siteId().equals(head.siteId());
  }

  private static boolean stays(byte[] local, ServerCopy newest, SiteFolder site) {
    var here = VaultFile.head(local);
    var there = newest.head;
    if (newest.isOfSameSite(local)) {
      return Arrays.equals(local, newest.vault)
          || (here.version() > there.version() && !site.isForked(newest.vault));
    }
    if (site.runs().isEmpty()) {
      site.keepOtherVault(here.siteId(), local);
      return false;
    }
    throw Problem.of(
            ProblemId.OTHER_CLUSTER, "This machine manages another cluster under the same name")
        .withEvidence("its site is " + here.siteId() + ", the server's is " + there.siteId())
        .withFix("use another folder for the state: --state DIR")
        .asException();
  }
}
