package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.BUNDLE;
import static io.holdfast.installer.wizard.Question.SKIP;
import static io.holdfast.installer.wizard.Question.TRUST;

import io.holdfast.installer.preflight.Skip;
import io.holdfast.installer.wizard.Desk.Task;
import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Way;
import java.util.List;

/// The answers as something that the program can do; writes `site.yaml` on the way.
record Tasks(AnswerFiles files, SiteFile siteFile) {

  String siteName() {
    return siteFile.name();
  }

  List<Skip> skips(Draft draft) {
    return draft.get(SKIP).lines().filter(line -> !line.isBlank()).map(Skip::parse).toList();
  }

  /// A site that is upgraded keeps its file; of a new one it is written when it says something
  /// else.
  Task of(Draft draft) {
    var site = Way.site(draft);
    if (Way.isNew(draft)) {
      site = siteFile.path().toString();
      siteFile.write(draft);
    }
    return new Task(site, files.of(draft, BUNDLE), files.of(draft, TRUST), skips(draft));
  }
}
