package io.holdfast.installer.run;

import io.holdfast.installer.vault.VaultFile;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
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

  /// Takes the newest vault and the latest run over into a site's folder, and nothing that is older
  /// than what is there. Returns the run, if there is one.
  ///
  /// A vault of another cluster makes room as long as no run began with it: `plan` on a new machine
  /// makes one when it is asked before the site was taken over. It is kept beside the new one, for
  /// hosts may have been given its name already.
  public static Optional<RunFolder> takeOver(List<ServerCopy> copies, SiteFolder site) {
    var newest =
        copies.stream().max(Comparator.comparingLong(copy -> copy.head.version())).orElseThrow();
    if (site.vault().filter(local -> stays(local, newest.head, site)).isEmpty()) {
      site.saveVault(newest.vault);
    }
    return latest(copies).run.map(run -> run.takeOver(site));
  }

  private static boolean stays(byte[] local, VaultFile.Head there, SiteFolder site) {
    var here = VaultFile.head(local);
    if (here.siteId().equals(there.siteId())) {
      return here.version() > there.version();
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
