package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.SiteText;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.TopologyText;
import java.util.List;

/// The cluster as a picture, and what it can lose.
final class TopologyScreen extends SitePart {
  private List<String> lines = List.of();

  @Override
  public String id() {
    return "topology";
  }

  @Override
  public String title() {
    return "Topology";
  }

  @Override
  public void enter(Draft draft, Skin skin) {
    lines = TopologyText.of(SiteText.of(draft).site());
  }

  @Override
  public List<String> text(Draft draft) {
    return lines;
  }
}
