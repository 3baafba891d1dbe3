package io.holdfast.templates.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// All JSON goes through here, so that it looks and fails the same everywhere.
///
/// Canonical bytes are UTF-8 without white space, keys sorted by their UTF-16 units, absent values
/// left out: equal values give equal bytes, which is what digests and signatures are taken over.
/// Our own documents are read strictly (an unknown key is a mistake or an attack); answers of
/// foreign products leniently, for they grow new fields with each release.
public final class Json {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();
  private static final JsonMapper LENIENT =
      STRICT.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Json() {}

  /// Canonical bytes of a record, a map, a list or a JSON node.
  public static byte[] canonical(Object value) {
    return STRICT.writeValueAsBytes(value);
  }

  /// The canonical form as text, one line.
  public static String write(Object value) {
    return STRICT.writeValueAsString(value);
  }

  /// The same, broken into lines for people and golden files; ends with a line feed.
  public static String pretty(Object value) {
    return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
  }

  /// Reads one of our own documents; any difference from its form is `HF-CFG-019`.
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return STRICT.readValue(json, type);
    } catch (JacksonException wrong) {
      throw refused(type.getSimpleName(), wrong);
    }
  }

  public static <T> T read(String json, Class<T> type) {
    return read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  /// Reads the answer of a foreign product: unknown keys are left aside.
  public static <T> T readForeign(byte[] json, Class<T> type) {
    try {
      return LENIENT.readValue(json, type);
    } catch (JacksonException wrong) {
      throw refused(type.getSimpleName(), wrong);
    }
  }

  public static JsonNode readTree(byte[] json) {
    try {
      return STRICT.readTree(json);
    } catch (JacksonException wrong) {
      throw refused("JSON", wrong);
    }
  }

  public static JsonNode readTree(String json) {
    return readTree(json.getBytes(StandardCharsets.UTF_8));
  }

  /// A tree as a record, strictly.
  public static <T> T fromTree(JsonNode tree, Class<T> type) {
    try {
      return STRICT.treeToValue(tree, type);
    } catch (JacksonException wrong) {
      throw refused(type.getSimpleName(), wrong);
    }
  }

  public static JsonNode toTree(Object value) {
    return STRICT.valueToTree(value);
  }

  /// The mapper itself, for streaming; immutable.
  public static JsonMapper mapper() {
    return STRICT;
  }

  private static HoldfastException refused(String what, JacksonException wrong) {
    var place = wrong.getLocation();
    var text = "This is not a valid " + what + ": " + wrong.getOriginalMessage();
    var problem = Problem.of(ProblemId.NOT_JSON, text);
    if (place != null && place.getLineNr() > 0) {
      problem = problem.withWhere("line " + place.getLineNr() + ":" + place.getColumnNr());
    }
    return HoldfastException.of(problem, wrong);
  }
}
