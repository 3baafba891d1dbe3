package io.holdfast.templates.yaml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns the text of a scalar into what its target asks for, so that `no`, `010` and `1:30` are
/// what they look like and not what YAML 1.1 makes of them.
final class ScalarValues {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");

  private ScalarValues() {}

  static Optional<Long> integer(String text) {
    return INTEGER.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  static Optional<Boolean> bool(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// An enum constant by its name in lower case with hyphens: `DARK_BLUE` is `dark-blue`.
  static Optional<Object> constant(Class<?> type, String text) {
    return Arrays.<Object>stream(type.getEnumConstants())
        .filter(constant -> spelling(constant).equals(text))
        .findFirst();
  }

  static List<String> constants(Class<?> type) {
    return Arrays.<Object>stream(type.getEnumConstants()).map(ScalarValues::spelling).toList();
  }

  private static String spelling(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The JSON that a node means where no type is known: numbers and booleans only if plain.
  static JsonNode json(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> jsonScalar(scalar);
      case YamlNode.Sequence sequence -> {
        var array = JsonNodeFactory.instance.arrayNode();
        sequence.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case YamlNode.Mapping mapping -> jsonObject(mapping);
    };
  }

  static ObjectNode jsonObject(YamlNode.Mapping mapping) {
    var object = JsonNodeFactory.instance.objectNode();
    mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
    return object;
  }

  private static JsonNode jsonScalar(YamlNode.Scalar scalar) {
    var nodes = JsonNodeFactory.instance;
    if (!scalar.plain()) {
      return nodes.stringNode(scalar.text());
    }
    if (scalar.isNothing()) {
      return nodes.nullNode();
    }
    if (DECIMAL.matcher(scalar.text()).matches()) {
      return nodes.numberNode(new java.math.BigDecimal(scalar.text()));
    }
    return bool(scalar.text())
        .<JsonNode>map(nodes::booleanNode)
        .or(() -> integer(scalar.text()).map(nodes::numberNode))
        .orElseGet(() -> nodes.stringNode(scalar.text()));
  }
}
