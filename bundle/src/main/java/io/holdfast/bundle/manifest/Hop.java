package io.holdfast.bundle.manifest;

import java.util.HashSet;
import java.util.List;

/// One stop of a staged upgrade: components at versions on the way to those of the bundle itself.
/// What a stop does not name is there as the bundle has it.
///
/// @param stop the stop's name, like `nomad-1.8`
/// @param components sorted by name
public record Hop(String stop, List<Component> components) {
  public Hop {
    components = List.copyOf(components);
    Checks.name(stop);
    Checks.that(!components.isEmpty(), "the stop " + stop + " has no component");
    var names = new HashSet<String>();
    components.forEach(
        component ->
            Checks.that(
                names.add(component.name()),
                "the stop " + stop + " has " + component.name() + " twice"));
  }
}
