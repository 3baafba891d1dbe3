package io.holdfast.templates.render;

import freemarker.template.TemplateModel;
import io.holdfast.templates.vendor.ProductSettings;
import java.util.List;

/// The vendor's lines for the `[Service]` section of a unit, sorted by key.
final class UnitLines {
  private UnitLines() {}

  static List<TemplateModel> of(ProductSettings settings) {
    var lines =
        settings.unit().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
    return TemplateEngine.lines(ConfigLanguage.SYSTEMD, lines);
  }
}
