package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.OWNER;
import static io.holdfast.installer.wizard.Question.PHONE;
import static io.holdfast.installer.wizard.Question.SITE;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import java.util.List;

/// The cluster's name, and who answers for it.
final class SiteScreen extends SitePart {
  @Override
  public String id() {
    return "site";
  }

  @Override
  public String title() {
    return "Site";
  }

  @Override
  public List<Field> fields(Draft draft) {
    return List.of(SITE.field(), OWNER.field(), PHONE.field());
  }
}
