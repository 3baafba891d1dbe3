package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.PaperDesk;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Wizard;
import io.holdfast.installer.wizard.screen.Screens;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/// Walks through the wizard over hosts on paper, with keys or line by line.
abstract class WizardWalk {
  static final Path GOLDEN = Path.of("src", "test", "resources", "wizard");
  static final String SECRET = "hunter2";
  static final String SERVERS = "s[1-3] 10.0.0.[11-13] server";
  static final String WORKERS = "w[1-2] 10.0.0.[21-22] worker+lb room-b";

  /// What is pressed on each screen.
  static final Map<String, String> KEYS = new LinkedHashMap<>();

  /// What is typed on each screen by somebody who answers line by line; a bar ends a line.
  static final Map<String, String> LINES = new LinkedHashMap<>();

  static {
    KEYS.put("start", "<enter>");
    KEYS.put("bundle", "app-1.0.holdfast<tab>trust.json<enter>");
    KEYS.put("contents", "<enter>");
    KEYS.put("site", "acme<enter>The night shift<enter>+49 000<enter>");
    KEYS.put("access", "ops<enter><enter><enter><enter>ops@10.0.0.5<enter>");
    KEYS.put("login", "<clear>login-key<tab>sudo-password<tab>" + SECRET + "<tab><next>");
    KEYS.put("hosts", SERVERS + "<enter>" + WORKERS + "<next>");
    KEYS.put("keys", "<right><enter><right><enter>");
    KEYS.put("probe", "<enter>");
    KEYS.put("topology", "<enter>");
    KEYS.put("network", "<clear>sites.acme<next>");
    KEYS.put("security", "<next>");
    KEYS.put("places", "<next>");
    KEYS.put("preflight", "HF-PRE-002@w1 a test machine<next>");
    KEYS.put("review", "<right><enter>");
    KEYS.put("run", "<enter>");

    LINES.put("start", "");
    LINES.put("bundle", "app-1.0.holdfast|trust.json");
    LINES.put("contents", "");
    LINES.put("site", "acme|The night shift|+49 000");
    LINES.put("access", "ops||||ops@10.0.0.5");
    LINES.put("login", "login-key|sudo-password|*" + SECRET + "|");
    LINES.put("hosts", SERVERS + "|" + WORKERS + "|");
    LINES.put("keys", "2|2");
    LINES.put("probe", "");
    LINES.put("topology", "");
    LINES.put("network", "sites.acme|||");
    LINES.put("security", "|");
    LINES.put("places", "||||||");
    LINES.put("preflight", "HF-PRE-002@w1 a test machine|");
    LINES.put("review", "2");
    LINES.put("run", "");
  }

  @TempDir Path folder;

  Path prepared(String name) throws Exception {
    var home = Files.createDirectories(folder.resolve(name));
    Files.writeString(home.resolve("app-1.0.holdfast"), "");
    Files.writeString(home.resolve("trust.json"), "");
    Files.writeString(home.resolve("login-key"), "");
    return home.resolve("site.yaml");
  }

  static int run(PaperDesk desk, Path siteFile, Skin skin) throws Exception {
    try (skin) {
      return Screens.run(desk, siteFile, skin);
    }
  }

  static FullScreen full(ScriptedGlass glass) {
    return new FullScreen(glass, () -> {});
  }

  static Skin plain(List<String> lines, StringWriter out) {
    return new PlainPrompts(new Typed(lines.iterator()), new PrintWriter(out), () -> {});
  }

  /// Lines that begin with a star are typed unseen, and must be asked for like that.
  record Typed(Iterator<String> lines) implements PlainPrompts.Lines {
    private static final String UNSEEN = "*";

    @Override
    public Optional<String> next() {
      return line(false);
    }

    @Override
    public Optional<String> nextHidden() {
      return line(true);
    }

    private Optional<String> line(boolean isHidden) {
      if (!lines.hasNext()) {
        return Optional.empty();
      }
      var line = lines.next();
      assertThat(line.startsWith(UNSEEN))
          .as("\"" + line + "\" is typed unseen")
          .isEqualTo(isHidden);
      return Optional.of(isHidden ? line.substring(UNSEEN.length()) : line);
    }
  }

  static String said(Map<String, String> answers, String screen) {
    return Objects.requireNonNull(answers.get(screen), screen);
  }

  static List<String> lines(List<String> screens) {
    var lines = new ArrayList<String>();
    screens.forEach(id -> lines.addAll(Arrays.asList(said(LINES, id).split("\\|", -1))));
    return lines;
  }

  static void leaveAt(List<String> ids, int at, Path site, Path whole, boolean isPlain)
      throws Exception {
    var first = new PaperDesk();
    var before = ids.subList(0, at);
    assertThat(run(first, site, skin(before, "<leave>", "!", isPlain))).isEqualTo(Wizard.LEFT);
    var second = new PaperDesk();
    // Whoever leaves behind the end of a run sees the plan again, and says yes again.
    var from = Math.min(at == 0 ? 1 : at, ids.indexOf("review"));
    var after = new ArrayList<>(List.of("start"));
    after.addAll(ids.subList(from, ids.size()));
    assertThat(run(second, site, skin(after, "", "", isPlain))).isZero();
    assertThat(site).hasSameBinaryContentAs(whole);
    assertThat(second.done()).contains("install site.yaml");
  }

  static Skin skin(List<String> ids, String endKey, String endLine, boolean isPlain) {
    if (isPlain) {
      var lines = lines(ids);
      lines.add(endLine);
      return plain(lines, new StringWriter());
    }
    var glass = new ScriptedGlass();
    ids.forEach(id -> glass.types(said(KEYS, id)));
    return full(endKey.isEmpty() ? glass : glass.types(endKey));
  }

  /// `07-hosts.txt`.
  static String name(String title) {
    var words = title.substring("Holdfast install".length()).strip().split(" of 16\\s+");
    var text = words[1].toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    return String.format("%02d-%s.txt", Integer.parseInt(words[0]), text);
  }

  /// Answers that were given as far as the plan, with a skipped check, and what keeps them.
  Path halfTyped(String name) throws Exception {
    var site = prepared(name);
    var ids = List.copyOf(KEYS.keySet());
    leftAt(site, ids.subList(0, ids.indexOf("review")));
    return site.resolveSibling("site.yaml.draft");
  }

  static void leftAt(Path site, List<String> ids) throws Exception {
    assertThat(run(new PaperDesk(), site, skin(ids, "<leave>", "!", false))).isEqualTo(Wizard.LEFT);
  }
}
