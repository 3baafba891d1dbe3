package io.holdfast.bundle.build;

import io.holdfast.bundle.build.Appliance.ComponentSpec;
import io.holdfast.bundle.build.Appliance.LicenceSpec;
import io.holdfast.bundle.build.Appliance.SourceSpec;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.Bound;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
    components(bound, "components", bound.value().components(), problems);
    var names = bound.value().components().stream().map(ComponentSpec::name).toList();
    Set<String> stops = new HashSet<>();
    var hops = bound.value().hops();
    for (int i = 0; i < hops.size(); i++) {
      var place = "hops[" + i + "]";
      if (!stops.add(hops.get(i).stop())) {
        problems.add(twice(bound, place + ".stop", "stops", hops.get(i).stop()));
      }
      components(bound, place + ".components", hops.get(i).components(), problems);
      for (var component : hops.get(i).components()) {
        if (!names.contains(component.name())) {
          problems.add(
              bound.problem(
                  ProblemId.VALUE_REFUSED,
                  place,
                  "The stop \"%s\" has a component \"%s\", which the appliance itself has not"
                      .formatted(hops.get(i).stop(), component.name())));
        }
      }
    }
  }

  private static void components(
      Bound<Appliance> bound, String list, List<ComponentSpec> components, Problems problems) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < components.size(); i++) {
      var component = components.get(i);
      var place = list + "[" + i + "]";
      if (!seen.add(component.name())) {
        problems.add(twice(bound, place + ".name", "components", component.name()));
      }
      licence(bound, place, component, problems);
    }
  }

  private static Problem twice(Bound<Appliance> bound, String place, String what, String name) {
    return bound.problem(
        ProblemId.VALUE_REFUSED, place, "There are two %s \"%s\"".formatted(what, name));
  }

  /// Packages carry their own terms, everything else needs them named.
  private static void licence(
      Bound<Appliance> bound, String place, ComponentSpec component, Problems problems) {
    if (component.licence().isEmpty() && !(component.source() instanceof SourceSpec.Packages)) {
      problems.add(
          bound
              .problem(
                  ProblemId.LICENCE_MISSING,
                  place,
                  "The component \"" + component.name() + "\" comes without a licence")
              .withFix(
                  "write under which terms it is given on: licence: {name: NAME, file:"
                      + " FILE-WITH-THE-FULL-TEXT}"));
    }
    if (component.licence().flatMap(LicenceSpec::member).isPresent()
        && !(component.source() instanceof SourceSpec.Release)) {
      problems.add(
          bound.problem(
              ProblemId.VALUE_REFUSED,
              place + ".licence",
              "\"" + place + ".licence.member\" is for releases: name the text with \"file\""));
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
    var tagged =
        images.stream().map(image -> image.name() + ":" + image.tag()).collect(Collectors.toSet());
    new JobChecks(bound, tagged, problems).check();
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
