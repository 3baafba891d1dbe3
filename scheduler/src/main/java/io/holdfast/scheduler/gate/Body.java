package io.holdfast.scheduler.gate;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A foreign product's JSON, read leniently: what is not there, or is of another type, is simply
/// absent.
///
/// Garbage reads as an absent body, so that a gate says what it missed instead of failing.
public final class Body {
  private static final Body ABSENT = new Body(JsonNodeFactory.instance.missingNode());

  private final JsonNode node;

  private Body(JsonNode node) {
    this.node = node;
  }

  public static Body of(String json) {
    if (json.isBlank()) {
      return ABSENT;
    }
    try {
      return new Body(Json.readTree(json));
    } catch (HoldfastException garbage) {
      return ABSENT;
    }
  }

  public Body at(String... names) {
    var found = node;
    for (var name : names) {
      found = found.path(name);
    }
    return new Body(found);
  }

  public boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  public boolean isObject() {
    return node.isObject();
  }

  public boolean isList() {
    return node.isArray();
  }

  /// The text, or an empty one.
  public String text() {
    return node.isValueNode() && !node.isNull() ? node.asString("") : "";
  }

  /// The whole number, also from digits in quotes; -1 when there is none.
  public long number() {
    return node.isValueNode() && !node.isNull() ? node.asLong(-1) : -1;
  }

  public boolean isTrue() {
    return node.isBoolean() && node.booleanValue();
  }

  /// The elements of a list; none when it is none.
  public List<Body> list() {
    return node.isArray() ? node.valueStream().map(Body::new).toList() : List.of();
  }

  /// The fields of an object, sorted by name; none when it is none.
  public <T> SortedMap<String, T> fields(Function<Body, T> read) {
    var fields = new TreeMap<String, T>();
    if (node.isObject()) {
      node.properties()
          .forEach(field -> fields.put(field.getKey(), read.apply(new Body(field.getValue()))));
    }
    return fields;
  }

  /// A copy of the tree, to be changed and sent back.
  public JsonNode tree() {
    return node.deepCopy();
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
