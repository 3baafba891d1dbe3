package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Screen;
import io.holdfast.installer.wizard.SiteText;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Way;

/// A screen whose answers are a part of `site.yaml`; left when that part is right.
abstract class SitePart implements Screen {
  @Override
  public boolean applies(Draft draft) {
    return Way.isNew(draft);
  }

  @Override
  public Left leave(Draft draft, Secrets secrets, Skin skin) throws Exception {
    var problems = SiteText.of(draft).problemsOf(id());
    return problems.isEmpty() ? Left.on(draft) : Left.stay(draft, problems);
  }
}
