package io.holdfast.installer.cli;

import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.installer.run.NewerStates;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.ServerCopy;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.secret.SecretFiles;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast attach USER@SERVER`: makes this machine able to manage a site that was installed from
/// another one. Fetches site file, pinned keys, the sealed vault and the last run, each from the
/// server that has the newest; keys and passwords are never on a server and must be brought along.
@Command(
    name = "attach",
    description = "Take over the management of a site from one of its servers.")
final class AttachCommand extends Verb {
  private static final System.Logger LOG = System.getLogger(AttachCommand.class.getName());
  private static final String SERVER = "server";

  /// What a server says is a file's name must be nothing more when it becomes a path here.
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

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

  /// The result for scripts. `replacedVault` is where the vault is kept that was here before;
  /// `bring` are the files with keys and passwords that the site names and this machine lacks.
  record Result(
      String site,
      String siteFile,
      Optional<String> run,
      boolean unfinished,
      Optional<String> replacedVault,
      List<String> bring) {}

  @Override
  int run(Output output) throws IOException {
    var pinned = UserFile.read("The file of host keys", knownHosts);
    var seed = seed(absolute(knownHosts));
    output.warn(SecretFiles.warnings(seed.access(), Path.of("").toAbsolutePath()));
    var first = copyOf(seed, SERVER);
    var copies = new ArrayList<>(List.of(first));
    copies.addAll(others(first, pinned));
    var result = takeOver(copies);
    output.text(
        "This machine now manages site " + result.site() + " by " + result.siteFile() + ".");
    result
        .replacedVault()
        .ifPresent(
            file ->
                output.text(
                    "The vault that was here is kept as "
                        + file
                        + ". A request for a certificate that was open in it is no longer: holdfast"
                        + " certs request"));
    if (!result.bring().isEmpty()) {
      output.text("No server has these files; bring them along before the next command:");
      result.bring().forEach(file -> output.text("  " + file));
    }
    if (result.unfinished()) {
      output.text("Its last run is not finished: holdfast resume --bundle BUNDLE --trust FILE");
    }
    output.result(result);
    return 0;
  }

  /// A site of one server, just enough to reach it.
  private Site seed(String pinned) {
    var login = Login.of(target);
    return seed(pinned, login.port(), List.of(host(SERVER, login.address())));
  }

  private static Map<String, Object> host(String name, String address) {
    return Map.of("name", name, "address", address, "roles", List.of("server"));
  }

  private Site seed(String pinned, int port, List<Map<String, Object>> servers) {
    var access =
        new TreeMap<String, Object>(
            Map.of(
                "user", Login.of(target).user(), "port", port, "sudo", sudo, "knownHosts", pinned));
    put(access, "keyFile", key);
    put(access, "passwordFile", passwordFile);
    put(access, "sudoPasswordFile", sudoPasswordFile);
    if (jump != null) {
      var through = Login.of(jump);
      access.put(
          "jump",
          Map.of("address", through.address(), "user", through.user(), "port", through.port()));
    }
    var site =
        Map.of(
            "site",
            "attach",
            "access",
            access,
            "vault",
            Map.of("keyFile", "none"),
            "hosts",
            servers);
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

  private static ServerCopy copyOf(Site site, String server) throws IOException {
    try (var hosts = reach(site, Optional.empty())) {
      return copyOf(hosts, server);
    }
  }

  private static SshHostGateway reach(Site site, Optional<String> siteId) {
    var here = Path.of("").toAbsolutePath();
    return new SshHostGateway(
        site,
        new SshConnector(SiteSession.sshAccess(site.access(), here)),
        SiteSession.sudo(site.access(), here),
        Optional.empty(),
        HoldfastCommand.VERSION,
        siteId);
  }

  private static ServerCopy copyOf(SshHostGateway hosts, String server) throws IOException {
    var runner = hosts.existingRunner(server).orElseThrow(AttachCommand::notInstalled);
    return ServerCopy.read(runner::fetch);
  }

  /// What the other servers keep, as far as they answer. They are reached by the same login; their
  /// keys are those that the first server keeps for the site.
  private List<ServerCopy> others(ServerCopy first, byte[] known) throws IOException {
    var site = siteOf(first);
    var pinned = Files.createTempFile("holdfast-", ".known_hosts");
    try {
      Files.write(pinned, known);
      Files.write(pinned, new byte[] {'\n'}, StandardOpenOption.APPEND);
      Files.write(pinned, first.pins(), StandardOpenOption.APPEND);
      var servers =
          site.servers().stream().map(server -> host(server.name(), server.address())).toList();
      try (var hosts =
          reach(
              seed(pinned.toString(), site.access().port(), servers),
              Optional.of(first.siteId()))) {
        return copies(hosts, site.servers());
      }
    } finally {
      Files.delete(pinned);
    }
  }

  private List<ServerCopy> copies(SshHostGateway hosts, List<Host> servers) {
    var found = new ConcurrentSkipListMap<String, ServerCopy>();
    var newer = new NewerStates();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.stream()
          .filter(server -> !server.address().equals(Login.of(target).address()))
          .forEach(server -> threads.execute(() -> copy(hosts, server.name(), found, newer)));
    }
    newer.refuseIfAny();
    return List.copyOf(found.values());
  }

  private static void copy(
      SshHostGateway hosts, String server, Map<String, ServerCopy> found, NewerStates newer) {
    try {
      found.put(server, copyOf(hosts, server));
    } catch (HoldfastException | IOException | UncheckedIOException silent) {
      LOG.log(System.Logger.Level.WARNING, "no copy from " + server, silent);
      newer.note(server, silent);
    }
  }

  private static Site siteOf(ServerCopy copy) {
    return SiteReader.read("site.yaml", new String(copy.siteText(), StandardCharsets.UTF_8));
  }

  private Result takeOver(List<ServerCopy> copies) {
    var latest = ServerCopy.latest(copies);
    var site = siteOf(latest);
    var folder = SiteFolder.of(stateFolder(), site.site()).requireKnown();
    var home = into.toAbsolutePath().normalize();
    var file = home.resolve("site.yaml");
    UserFile.makeFolder(home);
    place(file, latest.siteText());
    placePins(home, site.access().knownHosts(), latest.pins());
    var taken = ServerCopy.takeOver(copies, folder);
    var run = taken.run();
    folder.saveSiteText(latest.siteText());
    folder.saveOrigin(new SiteFolder.Origin(file.toString(), Optional.empty(), Optional.empty()));
    return new Result(
        site.site(),
        file.toString(),
        run.map(RunFolder::runId),
        run.filter(SiteRuns::isUnfinished).isPresent(),
        taken.replacedVault().map(Path::toString),
        toBring(site, home));
  }

  /// Files with secrets, which no server has.
  static List<String> toBring(Site site, Path home) {
    return Stream.concat(
            SecretFiles.ofVault(site.vault(), home).stream(),
            SecretFiles.ofLogin(site.access(), home).stream())
        .filter(file -> !Files.exists(file.path()))
        .map(file -> file.path() + "   # " + file.key())
        .toList();
  }

  /// Beside the site file under a plain name. Any other place is never written to; a file that says
  /// the same may be there already.
  static void placePins(Path home, String name, byte[] pins) {
    var file = home.resolve(name);
    if (PLAIN_NAME.matcher(name).matches()) {
      place(file, pins);
    } else if (!Files.isRegularFile(file) || !Arrays.equals(read(file), pins)) {
      throw Problem.of(
              ProblemId.VALUE_REFUSED,
              "The site keeps its host keys in \"" + name + "\", which is not a plain file name")
          .withFix(
              "bring that file along from the machine that managed the site, to the same place")
          .asException();
    }
  }

  /// A file that says something else is never written over.
  private static void place(Path file, byte[] content) {
    if (Files.exists(file) && !Arrays.equals(read(file), content)) {
      throw Problem.of(ProblemId.VALUE_REFUSED, file + " exists and differs from the site's own")
          .withFix("use another folder: --into DIR")
          .asException();
    }
    UserFile.write("The file", file, content);
  }

  private static byte[] read(Path file) {
    return UserFile.read("The file", file);
  }
}
