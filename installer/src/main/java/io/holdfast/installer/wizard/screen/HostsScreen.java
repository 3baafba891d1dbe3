package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.HOSTS;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.HostLines;
import io.holdfast.installer.wizard.Skin;
import java.util.List;

/// The machines and what each does.
final class HostsScreen extends SitePart {
  @Override
  public String id() {
    return "hosts";
  }

  @Override
  public String title() {
    return "Hosts";
  }

  @Override
  public List<String> text(Draft draft) {
    return List.of(
        "Roles: server votes (1, 3, 5 or 7 of them), worker runs the services, lb takes",
        "requests in. Join them by +. A zone is a room, a rack or a power line.");
  }

  @Override
  public List<Field> fields(Draft draft) {
    return List.of(HOSTS.field());
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    var lines = HostLines.parse(draft.get(HOSTS));
    return lines.problems().isEmpty()
        ? super.leave(draft, secrets, skin)
        : Left.stay(draft, lines.problems());
  }
}
