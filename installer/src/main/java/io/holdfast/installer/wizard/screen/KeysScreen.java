package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.KEYS_RIGHT;
import static io.holdfast.installer.wizard.Question.KNOWN_HOSTS;

import io.holdfast.installer.ssh.ShownKey;
import io.holdfast.installer.ssh.ShownKey.State;
import io.holdfast.installer.wizard.Board;
import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Field.Choice;
import io.holdfast.installer.wizard.SiteText;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;

/// The hosts' keys in one table, to be compared and then pinned.
final class KeysScreen extends SitePart {
  private final Desk desk;
  private final AnswerFiles files;
  private List<ShownKey> keys = List.of();

  KeysScreen(Desk desk, AnswerFiles files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String id() {
    return "keys";
  }

  @Override
  public String title() {
    return "Host keys";
  }

  @Override
  public void enter(Draft draft, Skin skin) throws Exception {
    var site = SiteText.of(draft).site();
    var board = new Board("Asking each host for its key", List.of(), List.of());
    keys = skin.watch(board, () -> desk.hostKeys(site, files.home()));
  }

  @Override
  public List<String> text(Draft draft) {
    var lines = new ArrayList<String>();
    for (var key : keys) {
      lines.add(
          String.format("%-10s %-15s %-12s %s", key.host(), key.address(), says(key), key.type()));
      lines.add("    " + key.fingerprint());
    }
    lines.add("");
    lines.add("On each host's own console this must show the same:");
    lines.add("    for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done");
    return lines;
  }

  private static String says(ShownKey key) {
    return switch (key.state()) {
      case PINNED -> "pinned";
      case NEW -> "new";
      case CHANGED -> "CHANGED";
    };
  }

  @Override
  public List<Field> fields(Draft draft) {
    return keys.stream().allMatch(key -> key.state() == State.PINNED)
        ? List.of()
        : List.of(
            KEYS_RIGHT.field(new Choice("no", "not compared yet"), new Choice("yes", "yes, all")));
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    var changed = keys.stream().filter(key -> key.state() == State.CHANGED).toList();
    if (!changed.isEmpty()) {
      return Left.stay(draft, changed.stream().map(key -> changed(key, draft)).toList());
    }
    var fresh = keys.stream().filter(key -> key.state() == State.NEW).toList();
    if (fresh.isEmpty()) {
      return Left.on(draft);
    }
    if (!draft.is(KEYS_RIGHT, "yes")) {
      return Left.stay(draft, List.of(unsure(fresh)));
    }
    desk.pin(files.of(draft, KNOWN_HOSTS), fresh.stream().map(ShownKey::line).toList());
    var unanswered = draft.without(List.of(KEYS_RIGHT));
    var before = keys.size();
    enter(draft, skin);
    var more = keys.stream().filter(key -> key.state() != State.PINNED).toList();
    return more.isEmpty() && keys.size() == before
        ? Left.on(unanswered)
        : Left.stay(unanswered, List.of(unsure(more)));
  }

  private static Problem unsure(List<ShownKey> fresh) {
    return Problem.of(
            ProblemId.HOST_KEY_UNKNOWN, "Keys of " + fresh.size() + " hosts are not confirmed yet")
        .withFix("compare them and answer yes");
  }

  private Problem changed(ShownKey key, Draft draft) {
    return Problem.of(ProblemId.HOST_KEY_CHANGED, "The host shows another key than the pinned one")
        .withHost(key.host())
        .withEvidence(key.fingerprint())
        .withFix(
            "find out why before anything else; only if the host was set up anew, remove its line"
                + " from "
                + files.of(draft, KNOWN_HOSTS));
  }
}
