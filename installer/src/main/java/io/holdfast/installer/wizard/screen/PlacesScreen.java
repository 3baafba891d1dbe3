package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.DATA;
import static io.holdfast.installer.wizard.Question.DOCKER_ROOT;
import static io.holdfast.installer.wizard.Question.DRAIN;
import static io.holdfast.installer.wizard.Question.PROGRAM;
import static io.holdfast.installer.wizard.Question.SOAK;
import static io.holdfast.installer.wizard.Question.WORKERS;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Field.Choice;
import java.util.ArrayList;
import java.util.List;

/// Folders on every host, and how patient an upgrade is.
final class PlacesScreen extends SitePart {
  @Override
  public String id() {
    return "places";
  }

  @Override
  public String title() {
    return "Places and pace";
  }

  @Override
  public List<Field> fields(Draft draft) {
    var fields =
        new ArrayList<>(
            List.of(
                PROGRAM.field(), DATA.field(), DOCKER_ROOT.field(), SOAK.field(), DRAIN.field()));
    if (draft.engine().equals(java.util.Optional.of("nomad"))) {
      fields.add(
          WORKERS.field(
              new Choice("in-place", "run on"),
              new Choice("wait", "what ends by itself is waited for"),
              new Choice("migrate", "move to other workers")));
    }
    return fields;
  }
}
