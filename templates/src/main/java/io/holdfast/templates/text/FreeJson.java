package io.holdfast.templates.text;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A JSON object whose keys belong to a foreign product, such as settings of Consul. Immutable.
///
/// It is kept in the form in which it would be read from its own canonical bytes, so that two of
/// them are equal when those bytes are, whatever kind of number node they were made with.
public final class FreeJson {
  private final ObjectNode object;

  private FreeJson(ObjectNode object) {
    this.object = (ObjectNode) Json.readTree(Json.canonical(object));
  }

  public static FreeJson of(ObjectNode object) {
    return new FreeJson(object);
  }

  public static FreeJson empty() {
    return new FreeJson(JsonNodeFactory.instance.objectNode());
  }

  @JsonCreator
  static FreeJson parse(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return new FreeJson(object);
    }
    throw new IllegalArgumentException("an object is wanted here, not " + node.getNodeType());
  }

  /// A copy, for nobody may change this one.
  @JsonValue
  public ObjectNode json() {
    return object.deepCopy();
  }

  public boolean isEmpty() {
    return object.isEmpty();
  }

  /// This laid over a base: objects are merged key by key, anything else replaces, null removes.
  public ObjectNode mergedOver(ObjectNode base) {
    var merged = base.deepCopy();
    merge(merged, object);
    return merged;
  }

  private static void merge(ObjectNode base, ObjectNode over) {
    over.properties()
        .forEach(
            entry -> {
              var value = entry.getValue();
              if (value.isNull()) {
                base.remove(entry.getKey());
              } else if (value instanceof ObjectNode child
                  && base.get(entry.getKey()) instanceof ObjectNode under) {
                merge(under, child);
              } else {
                base.set(entry.getKey(), value.deepCopy());
              }
            });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FreeJson that && object.equals(that.object);
  }

  @Override
  public int hashCode() {
    return Objects.hash(object);
  }

  @Override
  public String toString() {
    return Json.write(object);
  }
}
