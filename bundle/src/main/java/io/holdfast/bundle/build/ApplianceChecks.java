package io.holdfast.bundle.build;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.Bound;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What no single key of an appliance file can know: names that stand twice, services without their
/// image, an engine that does not exist.
final class ApplianceChecks {
  private static final List<String> ENGINES = List.of("swarm", "nomad");

  private ApplianceChecks() {}

  static void check(Bound<Appliance> bound, Problems problems) {
    var appliance = bound.value();
    if (!ENGINES.contains(appliance.engine())) {
      problems.add(
          bound.problem(
              ProblemId.VALUE_REFUSED,
              "engine",
              "\"engine\" is \"" + appliance.engine() + "\", which is not one of: swarm, nomad"));
    }
    names(bound, problems);
    images(bound, problems);
  }

  private static void names(Bound<Appliance> bound, Problems problems) {
    Set<String> seen = new HashSet<>();
    var components = bound.value().components();
    for (int i = 0; i < components.size(); i++) {
      var component = components.get(i);
      var place = "components[" + i + "]";
      if (!seen.add(component.name())) {
        problems.add(
            bound.problem(
                ProblemId.VALUE_REFUSED,
                place + ".name",
                "There are two components \"" + component.name() + "\""));
      }
      if (component.licence().isEmpty()
          && !(component.source() instanceof Appliance.SourceSpec.Packages)) {
        problems.add(
            bound.problem(
                ProblemId.MISSING_KEY,
                place,
                "The key \""
                    + place
                    + ".licence\" is missing: say under which terms it is given on"));
      }
    }
  }

  private static void images(Bound<Appliance> bound, Problems problems) {
    Set<String> known = new HashSet<>();
    var images = bound.value().images();
    for (int i = 0; i < images.size(); i++) {
      var image = images.get(i);
      known.add(image.name() + ":" + image.tag());
      if (!known.add(image.name())) {
        problems.add(
            bound.problem(
                ProblemId.VALUE_REFUSED,
                "images[" + i + "].name",
                "There are two images \"" + image.name() + "\""));
      }
    }
    var services = bound.value().vendor().services();
    for (int i = 0; i < services.size(); i++) {
      image(bound, known, "vendor.services[" + i + "].image", services.get(i).image(), problems);
    }
    bound
        .value()
        .vendor()
        .nomad()
        .pauseImage()
        .ifPresent(name -> image(bound, known, "vendor.nomad.pauseImage", name, problems));
  }

  private static void image(
      Bound<Appliance> bound, Set<String> known, String place, String name, Problems problems) {
    if (!known.contains(name)) {
      problems.add(
          bound.problem(
              ProblemId.VALUE_REFUSED,
              place,
              "There is no image \"" + name + "\" in this appliance"));
    }
  }
}
