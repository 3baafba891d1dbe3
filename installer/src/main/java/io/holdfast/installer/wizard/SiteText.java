package io.holdfast.installer.wizard;

import static io.holdfast.installer.wizard.Question.*;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The answers as `site.yaml`. The same answers give the same bytes, however they were given.
public final class SiteText {
  private static final String FILE = "site.yaml";

  /// What YAML takes for a text without quotes, told narrowly.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/~_][A-Za-z0-9/._~-]*");

  private static final Pattern WORD =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|~|\\.inf|\\.nan");
  private static final Pattern PLACE = Pattern.compile(FILE + ":([0-9]+):[0-9]+");

  private final Draft draft;
  private final List<String> lines = new ArrayList<>();
  private final List<String> screens = new ArrayList<>();
  private String screen = "";

  private SiteText(Draft draft) {
    this.draft = draft;
    write();
  }

  public static SiteText of(Draft draft) {
    return new SiteText(draft);
  }

  /// The file, with a line feed at its end.
  public String text() {
    return String.join("\n", lines) + "\n";
  }

  /// The site, or everything that is wrong with it.
  public Site site() {
    return SiteReader.read(FILE, text());
  }

  /// What is wrong in the part that comes from one screen.
  public List<Problem> problemsOf(String id) {
    return problems().stream().filter(problem -> screenOf(problem).equals(id)).toList();
  }

  /// What is wrong in all.
  public List<Problem> problems() {
    try {
      site();
      return List.of();
    } catch (HoldfastException wrong) {
      return wrong.problems();
    }
  }

  /// The screen to go to for a problem.
  public String screenOf(Problem problem) {
    return problem
        .where()
        .map(PLACE::matcher)
        .filter(found -> found.matches())
        .map(found -> screens.get(Integer.parseInt(found.group(1)) - 1))
        .orElse("");
  }

  private void write() {
    screen = "site";
    add("# Written by holdfast install, and anew until that is finished.");
    add("# The same without questions: holdfast install --answers FILE");
    add("site: " + scalar(draft.get(SITE)));
    add(
        "contact: {owner: "
            + quoted(draft.get(OWNER))
            + ", phone: "
            + quoted(draft.get(PHONE))
            + "}");
    add("engine: " + scalar(draft.engine().orElse("swarm")));
    access();
    vault();
    hosts();
    network();
    places();
    upgrade();
  }

  private void access() {
    screen = "access";
    add("access:");
    add("  user: " + scalar(draft.get(USER)));
    add("  port: " + number(draft.get(PORT)));
    add("  sudo: " + scalar(draft.get(SUDO)));
    jump().ifPresent(through -> add("  jump: " + through));
    screen = "login";
    switch (draft.get(LOGIN)) {
      case "password" -> add("  passwordFile: " + path(draft.get(PASSWORD_FILE)));
      case "agent" -> add("  agent: true");
      default -> add("  keyFile: " + path(draft.get(KEY_FILE)));
    }
    if (draft.is(SUDO, "password") && draft.has(SUDO_PASSWORD_FILE)) {
      add("  sudoPasswordFile: " + path(draft.get(SUDO_PASSWORD_FILE)));
    }
    add("  knownHosts: " + path(draft.get(KNOWN_HOSTS)));
  }

  private Optional<String> jump() {
    var text = draft.get(JUMP).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var at = text.lastIndexOf('@');
    var colon = text.lastIndexOf(':');
    var address = text.substring(at + 1, colon > at ? colon : text.length());
    var user = at > 0 ? ", user: " + scalar(text.substring(0, at)) : "";
    var port = colon > at ? ", port: " + number(text.substring(colon + 1)) : "";
    return Optional.of("{address: " + scalar(address) + user + port + "}");
  }

  private void vault() {
    screen = "security";
    var form =
        switch (draft.get(VAULT)) {
          case "passphrase" -> "passphraseFile: " + path(draft.get(VAULT_PASSPHRASE_FILE));
          case "command" -> "command: " + words(draft.get(VAULT_COMMAND));
          default -> "keyFile: " + path(draft.get(VAULT_KEY_FILE));
        };
    add("vault: {" + form + "}");
  }

  private static String words(String text) {
    return Arrays.stream(text.strip().split(" +"))
        .filter(word -> !word.isEmpty())
        .map(SiteText::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private void hosts() {
    screen = "hosts";
    var hosts = HostLines.parse(draft.get(HOSTS)).hosts();
    add(hosts.isEmpty() ? "hosts: []" : "hosts:");
    for (var host : hosts) {
      var roles = host.roles().stream().map(Role::word).collect(Collectors.joining(", "));
      var zone = host.zone().map(name -> ", zone: " + scalar(name)).orElse("");
      add(
          "  - {name: "
              + scalar(host.name())
              + ", address: "
              + scalar(host.address())
              + ", roles: ["
              + roles
              + "]"
              + zone
              + "}");
    }
  }

  private void network() {
    screen = "network";
    add("network:");
    add("  dnsZone: " + scalar(draft.get(DNS_ZONE)));
    add("  datacenter: " + scalar(draft.get(DATACENTER)));
    add("  httpPort: " + number(draft.get(HTTP_PORT)));
    add("  statsPort: " + number(draft.get(STATS_PORT)));
    add("  hostProxy: unset");
  }

  private void places() {
    screen = "places";
    add("places:");
    add("  program: " + scalar(draft.get(PROGRAM)));
    add("  data: " + scalar(draft.get(DATA)));
    add("  dockerRoot: " + scalar(draft.get(DOCKER_ROOT)));
  }

  private void upgrade() {
    add("upgrade:");
    add("  soakSeconds: " + number(draft.get(SOAK)));
    add("  drainSeconds: " + number(draft.get(DRAIN)));
    add("  workers: " + scalar(draft.get(WORKERS)));
  }

  private void add(String line) {
    lines.add(line);
    screens.add(screen);
  }

  /// A number as it was typed; anything else is quoted and refused by the reader at its place.
  private static String number(String text) {
    var plain = text.strip();
    return plain.matches("[0-9]{1,9}") ? plain : quoted(plain);
  }

  /// A file as it was typed; `~` means the home folder here, and only here.
  private static String path(String text) {
    var plain = text.strip();
    return plain.startsWith("~/")
        ? scalar(System.getProperty("user.home") + plain.substring(1))
        : scalar(plain);
  }

  private static String scalar(String text) {
    var plain = text.strip();
    return PLAIN.matcher(plain).matches() && !WORD.matcher(plain).matches() ? plain : quoted(plain);
  }

  /// JSON's quotes are YAML's too.
  private static String quoted(String text) {
    return Json.write(text.strip());
  }
}
