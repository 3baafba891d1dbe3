package io.holdfast.installer.run;

import io.holdfast.agent.host.SystemClock;
import io.holdfast.bundle.file.Bundle;
import io.holdfast.installer.host.ApiBodies;
import io.holdfast.installer.host.BodyFolder;
import io.holdfast.installer.host.RelayApiTransport;
import io.holdfast.installer.host.RuntimeCopy;
import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.installer.host.Sudo;
import io.holdfast.installer.host.WatchingApi;
import io.holdfast.installer.pki.ClientTls;
import io.holdfast.installer.secret.SecretFile;
import io.holdfast.installer.secret.SecretFiles;
import io.holdfast.installer.ssh.SshAccess;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Access;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A site with its hosts within reach: the gateway, the products' interfaces, and the open vault if
/// there is one. Closing it ends all connections.
public final class SiteSession implements AutoCloseable {
  private final Site site;
  private final SshHostGateway hosts;
  private final RelayApiTransport api;
  private final Optional<Vault> vault;
  private final Clock clock = new SystemClock();

  private SiteSession(Site site, SshHostGateway hosts, Optional<Vault> vault) {
    this.site = site;
    this.hosts = hosts;
    this.vault = vault;
    this.api =
        new RelayApiTransport(
            hosts,
            name -> openVault().secret(name),
            () ->
                ClientTls.context(
                    openVault().secret("tls.ca.cert").reveal(),
                    openVault().secret("tls.controller.cert").reveal(),
                    openVault().secret("tls.controller.key").reveal()));
  }

  /// `folder` is where `site.yaml` lies: its file names are relative to it. With a bundle at hand
  /// the host runner can be brought along; without one only hosts that have it can be changed.
  public static SiteSession open(
      Site site, Path folder, Optional<Bundle> bundle, Optional<Vault> vault, String version) {
    return open(site, folder, bundle.map(SiteSession::runtime), version, vault);
  }

  /// The same where hosts keep the runner that they have, though the bundle brings another one.
  public static SiteSession keepingRunners(
      Site site, Path folder, Bundle bundle, Optional<Vault> vault, String version) {
    return open(site, folder, Optional.of(runtime(bundle).whereMissing()), version, vault);
  }

  private static SiteSession open(
      Site site,
      Path folder,
      Optional<RuntimeCopy> runtime,
      String version,
      Optional<Vault> vault) {
    var connector = new SshConnector(sshAccess(site.access(), folder));
    var hosts =
        new SshHostGateway(
            site,
            connector,
            sudo(site.access(), folder),
            runtime,
            version,
            vault.map(Vault::siteId));
    return new SiteSession(site, hosts, vault);
  }

  public static SshAccess sshAccess(Access access, Path folder) {
    return new SshAccess(
        access.user(),
        access.port(),
        access.keyFile().map(folder::resolve),
        access.passwordFile().map(folder::resolve),
        access.agent() ? Optional.of(agentSocket(System.getenv())) : Optional.empty(),
        folder.resolve(access.knownHosts()),
        access
            .jump()
            .map(
                jump ->
                    new SshAccess.Jump(
                        jump.address(), jump.user().orElse(access.user()), jump.port())));
  }

  /// The socket of this machine's SSH agent, as OpenSSH's own programs find it.
  static Path agentSocket(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("SSH_AUTH_SOCK"))
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .filter(Files::exists)
        .orElseThrow(
            () ->
                Problem.of(ProblemId.NO_LOGIN, "No SSH agent runs for this terminal")
                    .withFix("eval $(ssh-agent) && ssh-add", "or name a keyFile in site.yaml")
                    .asException());
  }

  public static Sudo sudo(Access access, Path folder) {
    return switch (access.sudo()) {
      case ROOT -> Sudo.root();
      case NOPASSWD -> new Sudo(Sudo.Mode.NOPASSWD, Optional.empty());
      case PASSWORD -> {
        var own = access.sudoPasswordFile().map(folder::resolve);
        var login = access.passwordFile().map(folder::resolve);
        var file =
            own.map(SecretFiles::sudoPasswordFile).or(() -> login.map(SecretFiles::passwordFile));
        yield new Sudo(Sudo.Mode.PASSWORD, Optional.of(() -> firstLine(file)));
      }
    };
  }

  private static Secret firstLine(Optional<SecretFile> file) {
    return file.orElseThrow(
            () ->
                Problem.of(
                        ProblemId.SUDO_REFUSED,
                        "sudo asks for a password and site.yaml names no file with it")
                    .withFix("write access.sudoPasswordFile into site.yaml")
                    .asException())
        .firstLine();
  }

  /// The agent component is also the host runner; its copy has the same name as the one a plan
  /// installs.
  private static RuntimeCopy runtime(Bundle bundle) {
    var agent =
        bundle
            .manifest()
            .component("agent")
            .orElseThrow(
                () ->
                    HoldfastException.of(
                        ProblemId.BUNDLE_MALFORMED, "The bundle has no component agent"));
    var files =
        agent.files().stream()
            .map(file -> new RuntimeCopy.File(file.path(), file.mode(), file.sha256(), file.size()))
            .toList();
    var copyFiles =
        agent.files().stream()
            .map(
                file ->
                    new Action.CopyFile(
                        file.path(), file.mode(), Optional.of(file.sha256()), Optional.empty()))
            .toList();
    return new RuntimeCopy(DesiredCopy.copyId(agent.version(), copyFiles), files, bundle::openBlob);
  }

  public Site site() {
    return site;
  }

  public SshHostGateway hosts() {
    return hosts;
  }

  public ApiTransport api() {
    return api;
  }

  public Clock clock() {
    return clock;
  }

  public Optional<Vault> vault() {
    return vault;
  }

  /// The open vault; a site that was never installed has none.
  public Vault openVault() {
    return vault.orElseThrow(
        () ->
            Problem.of(
                    ProblemId.VAULT_NOT_FOUND, "This machine has no vault of site " + site.site())
                .withFix("holdfast attach USER@SERVER --known-hosts FILE")
                .asException());
  }

  /// What gates and operations may use.
  public World world() {
    return new World(site, api, hosts, clock, name -> openVault().secret(name), Map.of());
  }

  /// The same for a run, with the states of products that it saves.
  public World world(BodyFolder snapshots) {
    return world().withFiles(new ApiBodies(api, name -> openVault().secret(name), snapshots));
  }

  /// The same for who only looks: a host that cannot be asked, for whatever reason, is silent.
  public World watching() {
    return watching(site);
  }

  /// The same of some of its hosts.
  World watching(Site some) {
    var silent = new WatchingApi(api);
    return new World(some, silent, hosts, clock, name -> openVault().secret(name), Map.of());
  }

  @Override
  public void close() {
    hosts.close();
  }
}
