package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.wizard.Board;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.SiteText;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A first look at each host: whether the login works and becomes root, and what the host has.
final class ProbeScreen extends SitePart {
  private final Desk desk;
  private final AnswerFiles files;
  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private SortedMap<String, Problem> failed = new TreeMap<>();
  private List<String> names = List.of();

  ProbeScreen(Desk desk, AnswerFiles files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String id() {
    return "probe";
  }

  @Override
  public String title() {
    return "First look";
  }

  @Override
  public void enter(Draft draft, Skin skin) throws Exception {
    var site = SiteText.of(draft).site();
    seen.clear();
    names = site.hosts().stream().map(Host::name).toList();
    var board = new Board("Looking at " + names.size() + " hosts", names, List.of());
    names.forEach(name -> board.row(name, "..."));
    failed = skin.watch(board, () -> look(site, board));
  }

  private SortedMap<String, Problem> look(Site site, Board board) {
    var problems =
        desk.look(
            site,
            files.home(),
            (name, glance) -> {
              seen.put(name, glance);
              board.row(name, glance);
            });
    problems.forEach((name, problem) -> board.row(name, "FAIL " + problem.headline()));
    return problems;
  }

  @Override
  public List<String> text(Draft draft) {
    var lines = new ArrayList<String>();
    for (var name : names) {
      lines.add(
          String.format(
              "%-5s%-10s %s", failed.containsKey(name) ? "FAIL" : "ok", name, says(name)));
    }
    lines.add("");
    lines.add(
        failed.isEmpty()
            ? "All hosts let the login in and make it root."
            : failed.size()
                + " of "
                + names.size()
                + " hosts cannot be used yet. Enter looks again.");
    return lines;
  }

  private String says(String name) {
    var problem = failed.get(name);
    return problem == null ? seen.getOrDefault(name, "") : problem.id() + " " + problem.what();
  }

  @Override
  public String command(Draft draft) {
    return "holdfast preflight --site " + files.siteFile().getFileName();
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    if (!failed.isEmpty()) {
      enter(draft, skin);
    }
    return failed.isEmpty() ? Left.on(draft) : Left.stay(draft, List.copyOf(failed.values()));
  }
}
