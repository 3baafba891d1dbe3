package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.host.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Every exit code that `docs/when-it-stops.md` has a section for, brought about on a cluster, and
/// what the section says to do. Not 1: that is a mistake of the program itself.
final class WhenItStops {
  private static final Pattern SECTION = Pattern.compile("(?m)^## (\\d+): ");
  private static final int MISTAKE = 1;

  private final PracticeSite site;
  private final DemoBundles bundles;
  private final Administrator who;
  private final SortedSet<Integer> seen = new TreeSet<>();

  WhenItStops(PracticeSite site, DemoBundles bundles) {
    this.site = site;
    this.bundles = bundles;
    this.who = site.administrator();
  }

  void tryAll() throws IOException {
    nothingToDo();
    wrongFile();
    machineNotReady();
    warningsOnly();
    strangeSignatureAndHostKey();
    somethingToDo();
    putBack();
    stoppedAndHeldAndCancelledAndUnreachable();
    gives(0, who.verb("plan", "--detailed-exitcode", "--bundle", second(), "--trust", trust()));
    assertThat(seen).as("exit codes that were seen").isEqualTo(sections());
  }

  private static SortedSet<Integer> sections() throws IOException {
    var page = Files.readString(ProjectHome.find().folder().resolve("docs/when-it-stops.md"));
    var codes = new TreeSet<Integer>();
    SECTION.matcher(page).results().forEach(found -> codes.add(Integer.valueOf(found.group(1))));
    codes.remove(MISTAKE);
    return codes;
  }

  private void nothingToDo() {
    gives(0, who.verb("status"));
    gives(0, who.verb("apply"));
  }

  private void wrongFile() throws IOException {
    site.writeChanged("contcat.yaml", text -> text.replace("contact:", "contcat:"));
    gives(2, by("contcat.yaml", "plan"));
    gives(0, who.verb("plan"));
  }

  private void machineNotReady() throws IOException {
    site.writeChanged(
        "no-sudo.yaml",
        text -> text.replaceFirst("sudoPasswordFile: .*", "sudoPasswordFile: not-it"));
    Files.writeString(site.folder().resolve("not-it"), "not-the-password\n");
    gives(3, by("no-sudo.yaml", "preflight"));
    gives(0, who.verb("preflight"));
  }

  /// A file with a password that everybody on the administrator's machine may read.
  private void warningsOnly() throws IOException {
    var password = Path.of(site.lab().status().access().orElseThrow().sudoPasswordFile());
    var open = site.folder().resolve("open-password");
    Files.writeString(open, Files.readString(password));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    site.writeChanged(
        "open.yaml",
        text -> text.replaceFirst("sudoPasswordFile: .*", "sudoPasswordFile: open-password"));
    gives(4, by("open.yaml", "preflight", "--strict"));
    gives(0, by("open.yaml", "preflight"));
  }

  /// What is found out is that the bundle and the host are right: the trust file and the pin are of
  /// somebody else.
  private void strangeSignatureAndHostKey() throws IOException {
    gives(0, "bundle", "keygen", "--out", "other-keys");
    var strange = site.folder().resolve("other-keys/trust.json").toString();
    gives(9, who.verb("upgrade", "--bundle", second(), "--trust", strange));
    gives(0, who.verb("plan", "--bundle", second(), "--trust", trust()));
    site.writeWithKeyOf("w1", "s2", "other-key.yaml");
    gives(9, by("other-key.yaml", "preflight"));
    gives(0, who.verb("preflight"));
  }

  private void somethingToDo() {
    gives(5, who.verb("plan", "--detailed-exitcode", "--bundle", second()));
  }

  /// The better bundle follows with the next steps.
  private void putBack() {
    var bad = bundles.file(DemoBundle.CANARY_EXITS).toString();
    gives(7, who.verb("upgrade", "--bundle", bad));
    gives(0, who.verb("status"));
    gives(0, who.verb("plan"));
  }

  private void stoppedAndHeldAndCancelledAndUnreachable() throws IOException {
    gives(6, who.verb("upgrade", "--bundle", second(), "--stop-after", "consul-servers"));
    var rival = site.attachElsewhere("held-out");
    cancelledWhileSomebodyElseIsRefused(rival);
    site.lab().powerCut("s2");
    gives(10, who.verb("resume"));
    site.lab().start("s2");
    site.awaitWhole();
    gives(0, who.verb("resume"));
  }

  /// Two Ctrl-C in the middle of a run, during which another one wants the lock. He comes at the
  /// first step, for he takes half a minute to be sure that the run is alive.
  private void cancelledWhileSomebodyElseIsRefused(Administrator rival) {
    var held = new ArrayList<Program.Ended>();
    var started = new CompletableFuture<Program.Running>();
    Consumer<JsonNode> interrupt =
        event -> {
          if (held.isEmpty() && event.path("kind").asString("").equals("step-started")) {
            held.add(site.run(rival.verb("resume", "--bundle", second(), "--trust", trust())));
            var pid = String.valueOf(started.join().pid());
            SystemCommand.run("kill", "-INT", pid);
            SystemCommand.run("kill", "-INT", pid);
          }
        };
    var running = site.start(interrupt, who.verb("resume"));
    started.complete(running);
    is(130, running.await());
    assertThat(held).hasSize(1);
    is(8, held.getFirst());
  }

  private void gives(int exitCode, String... arguments) {
    is(exitCode, site.run(arguments));
  }

  private void is(int exitCode, Program.Ended ended) {
    assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(exitCode);
    seen.add(exitCode);
  }

  private String[] by(String siteFile, String verb, String... more) {
    return new Administrator(List.of("--site", siteFile), who.state()).verb(verb, more);
  }

  private String second() {
    return bundles.file(DemoBundle.SECOND).toString();
  }

  private String trust() {
    return bundles.trust().toString();
  }
}
