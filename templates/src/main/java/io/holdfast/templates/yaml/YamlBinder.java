package io.holdfast.templates.yaml;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.text.FreeJson;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes records out of YAML and reports every mistake at once, each with `file:line:col`.
///
/// A record component is a key of the same name. Types: `String`, `int`, `long`, `boolean`, enums
/// (`DARK_BLUE` is written `dark-blue`), `Optional`, `List`, `Map` with string keys, records,
/// sealed interfaces of records (told apart by the keys given) and [FreeJson]. What a key means
/// when it is left out says [Default]. A record may refuse a value with an
/// `IllegalArgumentException`.
public final class YamlBinder {
  private final Problems problems;
  private final Map<String, Position> places = new HashMap<>();

  private YamlBinder(Problems problems) {
    this.problems = problems;
  }

  /// Reads a whole file or throws all its problems.
  public static <T> Bound<T> read(String file, String text, Class<T> type) {
    var problems = new Problems();
    var bound = bind(NodeReader.read(file, text), type, problems);
    problems.throwIfAny();
    return bound.orElseThrow();
  }

  /// Binds a node; problems go to the collector. The value is there when one could be made in spite
  /// of them (an unknown key spoils nothing), so that checks of its meaning can still add theirs.
  public static <T> Optional<Bound<T>> bind(YamlNode node, Class<T> type, Problems problems) {
    var binder = new YamlBinder(problems);
    return binder.value(node, type, "").map(value -> new Bound<>(type.cast(value), binder.places));
  }

  private Optional<Object> value(YamlNode node, Type type, String path) {
    places.put(path, node.where());
    if (type instanceof ParameterizedType generic) {
      return generic(node, generic, path);
    }
    var wanted = (Class<?>) type;
    if (wanted == FreeJson.class) {
      return freeJson(node, path);
    }
    if (wanted.isRecord()) {
      return mapping(node, path).flatMap(mapping -> record(mapping, wanted, path));
    }
    if (wanted.isSealed()) {
      return mapping(node, path).flatMap(mapping -> oneOf(mapping, wanted, path));
    }
    return node instanceof YamlNode.Scalar scalar
        ? scalar(scalar, wanted, path)
        : wrong(node, path, "a single value");
  }

  private Optional<Object> generic(YamlNode node, ParameterizedType type, String path) {
    var arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      var nothing = node instanceof YamlNode.Scalar scalar && scalar.isNothing();
      return nothing
          ? Optional.of(Optional.empty())
          : value(node, arguments[0], path).map(Optional::of);
    }
    if (type.getRawType() == List.class) {
      return list(node, arguments[0], path);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return mapping(node, path).flatMap(mapping -> map(mapping, arguments[1], path));
    }
    throw new IllegalArgumentException("the binder does not know the type " + type);
  }

  private Optional<Object> list(YamlNode node, Type itemType, String path) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      return wrong(node, path, "a list");
    }
    var items = new ArrayList<Object>();
    for (var index = 0; index < sequence.items().size(); index++) {
      value(sequence.items().get(index), itemType, path + "[" + index + "]").ifPresent(items::add);
    }
    return items.size() == sequence.items().size()
        ? Optional.of(List.copyOf(items))
        : Optional.empty();
  }

  private Optional<Object> map(YamlNode.Mapping mapping, Type valueType, String path) {
    var map = new LinkedHashMap<String, Object>();
    for (var entry : mapping.entries()) {
      value(entry.value(), valueType, child(path, entry.key()))
          .ifPresent(value -> map.put(entry.key(), value));
    }
    return map.size() == mapping.entries().size() ? Optional.of(map) : Optional.empty();
  }

  private Optional<Object> freeJson(YamlNode node, String path) {
    inside(node, path);
    return mapping(node, path).map(mapping -> FreeJson.of(ScalarValues.jsonObject(mapping)));
  }

  /// Where each key and each item of a foreign product's settings stands, for checks of what they
  /// mean.
  private void inside(YamlNode node, String path) {
    switch (node) {
      case YamlNode.Scalar _ -> {}
      case YamlNode.Sequence sequence -> {
        for (var index = 0; index < sequence.items().size(); index++) {
          var item = path + "[" + index + "]";
          places.put(item, sequence.items().get(index).where());
          inside(sequence.items().get(index), item);
        }
      }
      case YamlNode.Mapping mapping ->
          mapping
              .entries()
              .forEach(
                  entry -> {
                    places.put(child(path, entry.key()), entry.where());
                    inside(entry.value(), child(path, entry.key()));
                  });
    }
  }

  private Optional<YamlNode.Mapping> mapping(YamlNode node, String path) {
    if (node instanceof YamlNode.Mapping mapping) {
      return Optional.of(mapping);
    }
    if (node instanceof YamlNode.Scalar scalar && scalar.isNothing()) {
      return Optional.of(new YamlNode.Mapping(List.of(), scalar.where()));
    }
    wrong(node, path, "keys with values");
    return Optional.empty();
  }

  private Optional<Object> record(YamlNode.Mapping mapping, Class<?> type, String path) {
    var components = type.getRecordComponents();
    reportUnknownKeys(mapping, names(type), path);
    var values = new ArrayList<Object>();
    for (var component : components) {
      component(mapping, component, path).ifPresent(values::add);
    }
    return values.size() == components.length
        ? construct(mapping, type, values, path)
        : Optional.empty();
  }

  private Optional<Object> component(
      YamlNode.Mapping mapping, RecordComponent component, String path) {
    var name = component.getName();
    var type = component.getGenericType();
    var given =
        mapping
            .get(name)
            .filter(node -> !(node instanceof YamlNode.Scalar scalar && scalar.isNothing()));
    if (given.isPresent()) {
      return value(given.get(), type, child(path, name));
    }
    if (component.getType() == Optional.class) {
      return Optional.of(Optional.empty());
    }
    var standard = component.getAnnotation(Default.class);
    if (standard == null) {
      var what = "The key \"" + child(path, name) + "\" is missing";
      return report(ProblemId.MISSING_KEY, mapping.where(), what);
    }
    return standard(standard.value(), type, mapping.where());
  }

  /// A default is bound apart: its places are those of the mapping that left it out.
  private Optional<Object> standard(String text, Type type, Position where) {
    var node = NodeReader.read("default", text);
    var found = new Problems();
    var value = new YamlBinder(found).value(node, type, "");
    if (!found.isEmpty()) {
      throw new IllegalStateException("a wrong default at " + where + ": " + found.list());
    }
    return value;
  }

  private Optional<Object> construct(
      YamlNode.Mapping mapping, Class<?> type, List<Object> values, String path) {
    try {
      var types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(values.toArray()));
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException reason) {
        var what = (path.isEmpty() ? "" : path + ": ") + reason.getMessage();
        return report(ProblemId.VALUE_REFUSED, mapping.where(), what);
      }
      throw new IllegalStateException("the record " + type + " failed", refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("the record " + type + " has no constructor", impossible);
    }
  }

  private Optional<Object> oneOf(YamlNode.Mapping mapping, Class<?> type, String path) {
    var forms = List.of(type.getPermittedSubclasses());
    var fitting = forms.stream().filter(form -> names(form).containsAll(mapping.keys())).toList();
    if (fitting.size() == 1 && !mapping.keys().isEmpty()) {
      return record(mapping, fitting.getFirst(), path);
    }
    var all = forms.stream().flatMap(form -> names(form).stream()).distinct().toList();
    var unknown = mapping.keys().stream().anyMatch(key -> !all.contains(key));
    if (unknown) {
      reportUnknownKeys(mapping, all, path);
      return Optional.empty();
    }
    var what = "\"" + path + "\" takes exactly one of: " + String.join(" | ", spelledForms(forms));
    return report(ProblemId.VALUE_REFUSED, mapping.where(), what);
  }

  private static List<String> spelledForms(List<Class<?>> forms) {
    return forms.stream().map(form -> String.join(" + ", names(form))).toList();
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private void reportUnknownKeys(YamlNode.Mapping mapping, List<String> known, String path) {
    for (var entry : mapping.entries()) {
      if (!known.contains(entry.key())) {
        problems.add(unknownKey(entry, known, path));
      }
    }
  }

  private static Problem unknownKey(YamlNode.Entry entry, List<String> known, String path) {
    var inside = path.isEmpty() ? "" : " in \"" + path + "\"";
    var near = NearNames.nearest(entry.key(), known);
    var hint = near.map(name -> "; did you mean \"" + name + "\"?").orElse("");
    return Problem.of(ProblemId.UNKNOWN_KEY, "Unknown key \"" + entry.key() + "\"" + inside + hint)
        .withWhere(entry.where().toString())
        .withFix(
            near.map(name -> "Write \"" + name + "\" in place of \"" + entry.key() + "\"")
                .orElse("Remove it; known here are: " + String.join(", ", known)));
  }

  private Optional<Object> scalar(YamlNode.Scalar scalar, Class<?> type, String path) {
    if (type == String.class) {
      return Optional.of(scalar.text());
    }
    if (type == boolean.class || type == Boolean.class) {
      return ScalarValues.bool(scalar.text())
          .<Object>map(value -> value)
          .or(() -> wrong(scalar, path, "true or false"));
    }
    if (type == long.class || type == Long.class) {
      return ScalarValues.integer(scalar.text())
          .<Object>map(value -> value)
          .or(() -> wrong(scalar, path, "a whole number"));
    }
    if (type == int.class || type == Integer.class) {
      return ScalarValues.integer(scalar.text())
          .filter(value -> value == value.intValue())
          .<Object>map(Long::intValue)
          .or(() -> wrong(scalar, path, "a whole number"));
    }
    if (type.isEnum()) {
      return ScalarValues.constant(type, scalar.text()).or(() -> wrongWord(scalar, type, path));
    }
    throw new IllegalArgumentException("the binder does not know the type " + type);
  }

  private Optional<Object> wrongWord(YamlNode.Scalar scalar, Class<?> type, String path) {
    var words = ScalarValues.constants(type);
    var near = NearNames.nearest(scalar.text(), words);
    var hint = near.map(word -> "; did you mean \"" + word + "\"?").orElse("");
    var what = "\"" + path + "\" is \"" + scalar.text() + "\", which is not one of: ";
    return report(ProblemId.WRONG_TYPE, scalar.where(), what + String.join(", ", words) + hint);
  }

  private Optional<Object> wrong(YamlNode node, String path, String wanted) {
    var given =
        switch (node) {
          case YamlNode.Scalar scalar -> "\"" + scalar.text() + "\"";
          case YamlNode.Sequence _ -> "a list";
          case YamlNode.Mapping _ -> "keys with values";
        };
    var subject = path.isEmpty() ? "The file" : "\"" + path + "\"";
    var what = subject + " must be " + wanted + ", not " + given;
    return report(ProblemId.WRONG_TYPE, node.where(), what);
  }

  /// Adds a problem; the empty value is what the caller goes on with.
  private Optional<Object> report(ProblemId id, Position where, String what) {
    problems.add(Problem.of(id, what).withWhere(where.toString()));
    return Optional.empty();
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
