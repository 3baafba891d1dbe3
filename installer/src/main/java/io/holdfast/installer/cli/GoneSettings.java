package io.holdfast.installer.cli;

import io.holdfast.bundle.build.Appliance;
import io.holdfast.scheduler.version.ChangedSettings;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.yaml.Bound;

/// Refuses an appliance that sets what a product in it no longer has: some would not start with it,
/// and others pass over it without a word.
final class GoneSettings {
  private GoneSettings() {}

  static void check(Bound<Appliance> bound, Problems problems) {
    var configs = bound.value().vendor().configs();
    for (var component : bound.value().components()) {
      var config = configs.getOrDefault(component.name(), FreeJson.empty());
      ChangedSettings.gone(component.name(), component.version(), config)
          .forEach(
              what ->
                  problems.add(
                      bound.problem(
                          ProblemId.SETTING_GONE, "vendor." + component.name() + ".config", what)));
    }
  }
}
