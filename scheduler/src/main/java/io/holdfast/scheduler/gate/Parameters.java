package io.holdfast.scheduler.gate;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The plain parameters of a gate or an operation. A missing or malformed one is a mistake of the
/// plan's maker.
public record Parameters(Map<String, String> values) {
  /// The parameter that names servers which may be no members any more, separated by commas.
  public static final String WITHOUT = "without";

  /// The parameter that says, with `yes`, that a worker is the only one of its site: its work ends,
  /// for it has no other place.
  public static final String ALONE = "alone";

  public Parameters {
    values = Map.copyOf(values);
  }

  public static Parameters of(World world) {
    return new Parameters(world.parameters());
  }

  public String text(String name) {
    return optional(name).orElseThrow(() -> mistake("the parameter " + name + " is missing"));
  }

  public Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  /// The names in a list that commas separate; none where the parameter is missing.
  public SortedSet<String> names(String name) {
    var names = new TreeSet<String>();
    optional(name).ifPresent(list -> names.addAll(Arrays.asList(list.split(","))));
    return Collections.unmodifiableSortedSet(names);
  }

  /// Whether it is `yes`.
  public boolean says(String name) {
    return optional(name).equals(Optional.of("yes"));
  }

  public int number(String name) {
    return parse(name, text(name));
  }

  public int number(String name, int otherwise) {
    return optional(name).map(value -> parse(name, value)).orElse(otherwise);
  }

  private static int parse(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException wrong) {
      throw mistake("the parameter " + name + " is not a number: " + value);
    }
  }

  private static HoldfastException mistake(String what) {
    return HoldfastException.of(ProblemId.INTERNAL_ERROR, what);
  }
}
