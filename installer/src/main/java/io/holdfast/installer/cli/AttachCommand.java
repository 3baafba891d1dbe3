package io.holdfast.installer.cli;

import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast attach USER@SERVER`: makes this machine able to manage a site that was installed from
/// another one. Fetches site file, pinned keys, the sealed vault and the last run from one server;
/// keys and passwords are never on a server and must be brought along.
@Command(
    name = "attach",
    description = "Take over the management of a site from one of its servers.")
final class AttachCommand extends Verb {
  private static final String SERVER = "server";

  @Parameters(
      paramLabel = "USER@SERVER[:PORT]",
      description = "The login on one server of the site.")
  private String target = "";

  @Option(names = "--key", paramLabel = "FILE", description = "The login's private key.")
  private @Nullable Path key;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file with the login's password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--known-hosts",
      required = true,
      paramLabel = "FILE",
      description = "A file with the server's host key, in the form of known_hosts.")
  private Path knownHosts = Path.of("known_hosts");

  @Option(
      names = "--sudo",
      paramLabel = "password|nopasswd|root",
      defaultValue = "password",
      description = "How the login becomes root (password).")
  private String sudo = "password";

  @Option(
      names = "--sudo-password-file",
      paramLabel = "FILE",
      description = "A file with the password for sudo.")
  private @Nullable Path sudoPasswordFile;

  @Option(names = "--jump", paramLabel = "USER@HOST[:PORT]", description = "A jump host.")
  private @Nullable String jump;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where site.yaml and the pinned keys go (this folder).")
  private Path into = Path.of(".");

  /// The result for scripts.
  record Result(String site, String siteFile, Optional<String> run, boolean unfinished) {}

  /// A login as people write it.
  record Login(String user, String address, int port) {
    static Login of(String text) {
      var at = text.lastIndexOf('@');
      var colon = text.lastIndexOf(':');
      if (at <= 0) {
        throw HoldfastException.of(
            ProblemId.USAGE_WRONG, "\"" + text + "\" is not of the form USER@HOST[:PORT]");
      }
      var address = text.substring(at + 1, colon > at ? colon : text.length());
      return new Login(
          text.substring(0, at),
          address,
          colon > at ? Integer.parseInt(text.substring(colon + 1)) : 22);
    }
  }

  @Override
  int run(Output output) throws IOException {
    var seed = seed();
    var connector =
        new SshConnector(SiteSession.sshAccess(seed.access(), Path.of("").toAbsolutePath()));
    var become = SiteSession.sudo(seed.access(), Path.of("").toAbsolutePath());
    try (var hosts =
        new SshHostGateway(
            seed, connector, become, Optional.empty(), HoldfastCommand.VERSION, Optional.empty())) {
      var server = hosts.existingRunner(SERVER).orElseThrow(AttachCommand::notInstalled);
      server.hello(HoldfastCommand.VERSION, Optional.empty());
      var result = takeOver(server);
      output.text(
          "This machine now manages site " + result.site() + " by " + result.siteFile() + ".");
      if (result.unfinished()) {
        output.text("Its last run is not finished: holdfast resume --bundle BUNDLE --trust FILE");
      }
      output.result(result);
      return 0;
    }
  }

  /// A site of one server, just enough to reach it.
  private Site seed() {
    var login = Login.of(target);
    var access =
        new TreeMap<String, Object>(
            Map.of(
                "user",
                login.user(),
                "port",
                login.port(),
                "sudo",
                sudo,
                "knownHosts",
                absolute(knownHosts)));
    put(access, "keyFile", key);
    put(access, "passwordFile", passwordFile);
    put(access, "sudoPasswordFile", sudoPasswordFile);
    if (jump != null) {
      var through = Login.of(jump);
      access.put(
          "jump",
          Map.of("address", through.address(), "user", through.user(), "port", through.port()));
    }
    var host = Map.of("name", SERVER, "address", login.address(), "roles", Arrays.asList("server"));
    var site =
        Map.of(
            "site",
            "attach",
            "access",
            access,
            "vault",
            Map.of("keyFile", "none"),
            "hosts",
            Arrays.asList(host));
    return SiteReader.read("the command line", Json.write(site));
  }

  private static void put(Map<String, Object> access, String name, @Nullable Path file) {
    if (file != null) {
      access.put(name, absolute(file));
    }
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static HoldfastException notInstalled() {
    return Problem.of(ProblemId.RUNNER_NOT_STARTED, "This host has no Holdfast on it")
        .withFix("name a server of the site")
        .asException();
  }

  private Result takeOver(RunnerSession server) throws IOException {
    var text = required(server, "site.yaml");
    var site = SiteReader.read("site.yaml", new String(text, StandardCharsets.UTF_8));
    var home = into.toAbsolutePath().normalize();
    var file = home.resolve("site.yaml");
    Files.createDirectories(home);
    place(file, text);
    place(home.resolve(site.access().knownHosts()), required(server, "pins"));
    var folder = SiteFolder.of(stateFolder(), site.site());
    folder.saveSiteText(text);
    folder.saveVault(required(server, "vault"));
    folder.saveOrigin(new SiteFolder.Origin(file.toString(), Optional.empty(), Optional.empty()));
    var run = lastRun(server, folder);
    return new Result(
        site.site(),
        file.toString(),
        run.map(RunFolder::runId),
        run.filter(Running::isUnfinished).isPresent());
  }

  private static byte[] required(RunnerSession server, String name) throws IOException {
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

  /// A file that says something else is never written over.
  private static void place(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), content)) {
      throw Problem.of(ProblemId.VALUE_REFUSED, file + " exists and differs from the site's own")
          .withFix("use another folder: --into DIR")
          .asException();
    }
    Files.write(file, content);
  }

  private static Optional<RunFolder> lastRun(RunnerSession server, SiteFolder folder)
      throws IOException {
    var last = server.fetch("journal/last");
    if (last.isEmpty()) {
      return Optional.empty();
    }
    var runId = Json.read(last.get(), String.class);
    var run = folder.run(runId);
    run.saveAbout(Json.read(required(server, "journal/" + runId + ".run"), RunFolder.About.class));
    run.savePlan(Json.read(required(server, "journal/" + runId + ".plan"), Plan.class));
    run.restoreJournal(required(server, "journal/" + runId));
    server
        .fetch("journal/" + runId + ".outcome")
        .ifPresent(end -> run.saveOutcome(Json.read(end, Outcome.class)));
    return Optional.of(run);
  }
}
