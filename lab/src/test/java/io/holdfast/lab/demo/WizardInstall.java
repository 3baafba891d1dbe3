package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.terminal.PseudoTerminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The wizard on real hosts: line by line as far as the last question, then in a pseudo-terminal
/// from the first question to a running cluster, left on each screen and gone on with.
final class WizardInstall {
  private static final String ENTER = "\r";
  private static final String LEAVE = "\u0003";
  private static final String GO_ON = "\u000e";
  private static final String CLEAR = "\u0015";
  private static final String RIGHT = "\u001b[C";
  private static final long INSTALL_MS = 400_000;

  private final PracticeSite site;
  private final Path bundle;
  private final Path trust;
  private final LabStatus.Access access;

  WizardInstall(PracticeSite site, Path bundle, Path trust) {
    this.site = site;
    this.bundle = bundle;
    this.trust = trust;
    this.access = site.lab().status().access().orElseThrow();
  }

  /// Keys that are pressed once a text is on the screen.
  private record Act(String seen, String keys) {}

  /// The site file that it writes.
  String siteFile() {
    return "wizard.yaml";
  }

  void run() throws IOException, InterruptedException {
    lineByLine();
    var keys = keys();
    var titles = List.copyOf(keys.keySet());
    for (var title : titles) {
      leaveAt(title);
      answer(title, keys);
    }
    assertThat(site.folder().resolve(siteFile()))
        .hasSameBinaryContentAs(site.folder().resolve("plain.yaml"));
    stopAndGoOn();
  }

  private List<String> command(String... more) {
    var command =
        new ArrayList<>(List.of(site.folder().resolve("program/bin/holdfast").toString()));
    command.add("install");
    command.addAll(List.of(more));
    return command;
  }

  private PseudoTerminal terminal() throws IOException {
    var state = site.administrator().state();
    return PseudoTerminal.start(command("--state", state, "--into", siteFile()), site.folder());
  }

  /// Come to a screen and leave there.
  private void leaveAt(String title) throws IOException, InterruptedException {
    try (var terminal = terminal()) {
      arrive(terminal, title);
      terminal.type(LEAVE);
      assertThat(terminal.end()).as("left on " + title).isEqualTo(130);
    }
  }

  private static void arrive(PseudoTerminal terminal, String title)
      throws IOException, InterruptedException {
    terminal.await("of 16  Start");
    if (!title.equals("Start")) {
      terminal.type(ENTER);
      terminal.await("of 16  " + title);
    }
  }

  /// Come back to it, answer, and see the next one.
  private void answer(String title, Map<String, List<Act>> keys)
      throws IOException, InterruptedException {
    var titles = List.copyOf(keys.keySet());
    var at = titles.indexOf(title) + 1;
    try (var terminal = terminal()) {
      arrive(terminal, title);
      for (var act : Objects.requireNonNull(keys.get(title), title)) {
        terminal.await(act.seen());
        terminal.type(act.keys());
      }
      terminal.await("of 16  " + (at < titles.size() ? titles.get(at) : "Review"));
      terminal.type(LEAVE);
      assertThat(terminal.end()).isEqualTo(130);
    }
  }

  /// The last question, a stop in the middle of the run, and the rest of it from the start screen.
  private void stopAndGoOn() throws IOException, InterruptedException {
    try (var terminal = terminal()) {
      arrive(terminal, "Review");
      terminal.type(RIGHT + ENTER);
      terminal.await("Installing " + PracticeSite.NAME);
      terminal.await("steps");
      terminal.type("p");
      terminal.await("Stopped, exit code 6", INSTALL_MS);
      terminal.type(ENTER);
      assertThat(terminal.end()).isEqualTo(6);
    }
    try (var terminal = terminal()) {
      terminal.await("is not finished");
      terminal.type(ENTER);
      terminal.await("Go on with this run");
      terminal.type(RIGHT + ENTER);
      terminal.await("Going on with " + PracticeSite.NAME);
      terminal.await("The run is done.", INSTALL_MS);
      terminal.type(ENTER);
      assertThat(terminal.end()).isZero();
    }
  }

  private List<String> hosts() {
    return site.hosts().stream()
        .map(
            host ->
                host.name() + " " + host.address() + " " + String.join("+", DemoSite.roles(host)))
        .toList();
  }

  private Map<String, List<Act>> keys() {
    var keys = new LinkedHashMap<String, List<Act>>();
    keys.put("Start", List.of(new Act("Ctrl-N", ENTER)));
    keys.put("Bundle", List.of(new Act("Ctrl-N", bundle + "\t" + trust + ENTER)));
    keys.put("Contents", List.of(new Act("Ctrl-N", ENTER)));
    keys.put(
        "Site",
        List.of(
            new Act("Ctrl-N", PracticeSite.NAME + ENTER + "The demo" + ENTER + "none" + ENTER)));
    keys.put(
        "Access",
        List.of(new Act("Ctrl-N", access.user() + ENTER + ENTER + ENTER + ENTER + jump() + ENTER)));
    keys.put(
        "Login",
        List.of(
            new Act(
                "Ctrl-N",
                CLEAR
                    + access.keyFile()
                    + "\t"
                    + access.sudoPasswordFile()
                    + "\t\t"
                    + CLEAR
                    + "wizard_known_hosts"
                    + ENTER)));
    keys.put("Hosts", List.of(new Act("Ctrl-N", String.join(ENTER, hosts()) + GO_ON)));
    keys.put(
        "Host keys", List.of(new Act("jump", RIGHT + ENTER), new Act("\n s1 ", RIGHT + ENTER)));
    keys.put("First look", List.of(new Act("Ctrl-N", ENTER)));
    keys.put("Topology", List.of(new Act("Ctrl-N", ENTER)));
    keys.put("Network", List.of(new Act("Ctrl-N", GO_ON)));
    keys.put("Security", List.of(new Act("Ctrl-N", GO_ON)));
    keys.put("Places and pace", List.of(new Act("Ctrl-N", GO_ON)));
    keys.put("Preflight", List.of(new Act("Ctrl-N", GO_ON)));
    return keys;
  }

  private String jump() {
    return access.user() + "@" + access.jumpAddress();
  }

  private void lineByLine() throws IOException, InterruptedException {
    var lines = new ArrayList<String>();
    lines.addAll(List.of("", bundle.toString(), trust.toString(), ""));
    lines.addAll(List.of(PracticeSite.NAME, "The demo", "none"));
    lines.addAll(List.of(access.user(), "", "", "", jump()));
    lines.addAll(List.of(access.keyFile(), access.sudoPasswordFile(), "", "wizard_known_hosts"));
    lines.addAll(hosts());
    lines.addAll(List.of("", "2", "2", "", ""));
    lines.addAll(List.of("", "", "", "", "", "", "", "", "", "", "", "", ""));
    lines.add("!");
    var state = site.folder().resolve("plain-state").toString();
    var process =
        new ProcessBuilder(command("--plain", "--state", state, "--into", "plain.yaml"))
            .directory(site.folder().toFile())
            .redirectErrorStream(true)
            .start();
    try (var input = process.getOutputStream()) {
      var text = lines.stream().collect(Collectors.joining("\n", "", "\n"));
      input.write(text.getBytes(StandardCharsets.UTF_8));
    }
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(130);
    assertThat(said).contains("== 15 of 16: Review ==");
    Files.delete(site.folder().resolve("wizard_known_hosts"));
  }
}
