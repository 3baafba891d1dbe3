package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteSession;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the real loader under a stand-in for sudo that behaves as sudo does with `-S -p`.
class RootScriptTest {
  private static final String SUDO =
      """
      #!/bin/sh
      # sudo -S -p PROMPT -- command... ; the right password is "open sesame".
      shift 2
      prompt=$1
      shift 2
      echo "We trust you have received the usual lecture." >&2
      if [ -n "$CACHED" ]; then exec "$@"; fi
      for try in 1 2 3; do
        printf '%s' "$prompt" >&2
        IFS= read -r password || exit 1
        [ "$password" = "open sesame" ] && exec "$@"
        echo "Sorry, try again." >&2
      done
      echo "sudo: 3 incorrect password attempts" >&2
      exit 1
      """;

  /// The same with the words that sudo of Debian has for a German login, unless it is told to speak
  /// C. Its own prompt is German too, so a marker of ours has to come with `-p`.
  private static final String GERMAN_SUDO =
      """
      #!/bin/sh
      say() { [ "$LC_ALL" = C ] && echo "$1" >&2 || echo "$2" >&2; }
      prompt="[sudo] Passwort für ops: "
      while [ "$1" != -- ]; do
        [ "$1" = -p ] && prompt=$2
        shift
      done
      shift
      say "We trust you have received the usual lecture." \
        "Wir gehen davon aus, dass der lokale Systemadministrator Ihnen die Regeln erklärt hat."
      for try in 1 2 3; do
        printf '%s' "$prompt" >&2
        IFS= read -r password || exit 1
        [ "$password" = "open sesame" ] && exec "$@"
        say "Sorry, try again." "Das hat nicht funktioniert, bitte nochmal probieren."
      done
      exit 1
      """;

  private static final Map<String, String> GERMAN =
      Map.of("LANG", "de_DE.UTF-8", "LANGUAGE", "de", "LC_MESSAGES", "de_DE.UTF-8");

  @TempDir private Path folder;
  private boolean isCached;
  private Map<String, String> login = Map.of();

  @BeforeEach
  void placeSudo() throws IOException {
    placeSudo(SUDO);
  }

  private void placeSudo(String text) throws IOException {
    var sudo = Files.writeString(folder.resolve("sudo"), text);
    Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private RootScript.Conversation start(List<String> words) throws IOException {
    var builder = new ProcessBuilder(words);
    builder.environment().put("PATH", folder + ":/usr/bin:/bin");
    builder.environment().put("CACHED", isCached ? "yes" : "");
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().putAll(login);
    var process = builder.start();
    return new RootScript.Conversation(
        process.getInputStream(),
        process.getErrorStream(),
        process.getOutputStream(),
        process::destroy);
  }

  private RootScript run(String password, String script, String... arguments) {
    var sudo = new Sudo(Sudo.Mode.PASSWORD, Optional.of(() -> Secret.of(password)));
    return RootScript.start(this::start, "s1", sudo, script, List.of(arguments));
  }

  private static List<String> answer(RootScript script, String input) throws IOException {
    try (script) {
      script.input().write(input.getBytes(StandardCharsets.UTF_8));
      script.input().flush();
      var lines = new ArrayList<String>();
      for (var line = script.readLine(); !line.equals("end"); line = script.readLine()) {
        lines.add(line);
      }
      return lines;
    }
  }

  @Test
  void handsAScriptItsArgumentsAndExactlyTheBytesAfterIt() throws IOException {
    var script = "echo \"$1|$2\"\nhead -c 5\necho\nread -r rest\necho \"$rest\"\necho end\n";
    assertThat(answer(run("open sesame", script, "it's", "$HOME"), "12345tail\n"))
        .containsExactly("it's|$HOME", "12345", "tail");
  }

  @Test
  void sendsNoPasswordWhenSudoDoesNotAsk() throws IOException {
    isCached = true;
    var script = "read -r first\necho \"$first\"\necho end\n";
    assertThat(answer(run("open sesame", script), "payload\n")).containsExactly("payload");
  }

  @Test
  void stopsAfterOneWrongPasswordAndDoesNotShowIt() {
    assertThatThrownBy(() -> run("wrong canary", "echo end\n"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.has(ProblemId.SUDO_REFUSED)).isTrue();
              assertThat(refused.first().toText())
                  .contains("Sorry, try again.")
                  .doesNotContain("wrong canary");
            });
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void speaksCWithAGermanLoginAndItsSudo() throws IOException {
    placeSudo(GERMAN_SUDO);
    login = GERMAN;
    assertThat(answer(run("open sesame", "echo \"$LC_ALL\"\necho end\n"), "")).containsExactly("C");
    assertThatThrownBy(() -> run("wrong canary", "echo end\n"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.SUDO_REFUSED);
              assertThat(refused.first().toText())
                  .contains("Sorry, try again.")
                  .doesNotContain("Passwort", "wrong canary");
            });
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void findsItsPromptAmongGermanWords() throws IOException {
    placeSudo(GERMAN_SUDO.replace("\"$LC_ALL\" = C", "never = C"));
    login = GERMAN;
    assertThat(answer(run("open sesame", "echo fine\necho end\n"), "")).containsExactly("fine");
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void saysAtOnceThatThePasswordIsNotToBeHad() {
    var missing = folder.resolve("no-such-file");
    var site =
        """
        site: acme
        access: {user: ops, keyFile: key, sudoPasswordFile: no-such-file}
        vault: {keyFile: vault.key}
        hosts: [{name: s1, address: 10.0.0.1, roles: [server, worker, lb]}]
        """;
    var sudo = SiteSession.sudo(SiteReader.read("site.yaml", site).access(), folder);
    assertThatThrownBy(() -> RootScript.start(this::start, "s1", sudo, "echo end\n", List.of()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.FILE_NOT_READABLE);
              assertThat(refused.first().toText()).contains(missing.toString());
            });
  }

  @Test
  void putsNeitherPasswordNorScriptIntoTheArguments() throws IOException {
    var words = new ArrayList<String>();
    var sudo = new Sudo(Sudo.Mode.PASSWORD, Optional.of(() -> Secret.of("open sesame")));
    RootScript.Starter watched =
        list -> {
          words.addAll(list);
          return start(list);
        };
    var script = "echo script-canary; echo end\n";
    answer(RootScript.start(watched, "s1", sudo, script, List.of()), "");
    assertThat(String.join(" ", words))
        .doesNotContain("open sesame")
        .doesNotContain("script-canary");
  }

  @Test
  void readsTheFactsOfThisMachineWithTheRealScript() throws IOException {
    isCached = true;
    var questions =
        new HostFacts.Questions(
            folder.toString(),
            List.of("/etc/passwd"),
            List.of("no-such.service"),
            List.of("no-such-package"),
            List.of("/opt/nowhere/deep"),
            List.of("/etc"),
            List.of("sh"),
            List.of("user:root", "user:0", "user:no-such-user", "group:0", "owner:/etc"));
    var script = run("", Scripts.named("facts.sh"), questions.arguments().toArray(String[]::new));
    var facts = FactsText.parse(answer(script, "\n"), 0, 0);
    assertThat(facts.reading().cpus()).isPositive();
    assertThat(facts.reading().memoryBytes()).isGreaterThan(1 << 20);
    assertThat(facts.reading().files()).containsOnlyKeys("/etc/passwd");
    assertThat(facts.reading().units()).isEmpty();
    assertThat(facts.reading().packages()).isEmpty();
    assertThat(facts.reading().places()).containsOnlyKeys("/opt/nowhere/deep");
    assertThat(facts.reading().places().values())
        .allMatch(place -> place.totalBytes() > 0 && place.mount().startsWith("/"));
    assertThat(facts.existing()).containsExactly("/etc");
    assertThat(facts.tools()).containsOnlyKeys("sh");
    assertThat(facts.reading().siteId()).isEmpty();
    assertThat(facts.answers()).containsOnlyKeys("user:root", "user:0", "group:0", "owner:/etc");
    assertThat(facts.answers().get("user:0")).startsWith("root", "0", "0");
    assertThat(facts.answer("owner:/etc", 0)).contains("0");
  }
}
