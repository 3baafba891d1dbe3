package io.holdfast.scheduler.version;

import io.holdfast.templates.text.FreeJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Which of a vendor's settings, written in a product's own words, a release no longer takes or
/// says it will lose. Blocks may stand in lists, as the products allow.
public final class ChangedSettings {
  private ChangedSettings() {}

  /// Those that are gone, one sentence each in the order of the rules.
  public static List<String> gone(String component, String version, FreeJson settings) {
    return used(component, settings)
        .filter(key -> key.isGone(version))
        .map(
            key ->
                "%s has no setting %s since %s: %s"
                    .formatted(
                        title(component, version), key.key(), key.gone().orElse(""), key.instead()))
        .toList();
  }

  /// Both kinds of all components, for who looks at a bundle that is there already.
  static List<String> all(Map<String, String> versions, Map<String, FreeJson> settings) {
    return settings.entrySet().stream()
        .flatMap(
            entry ->
                Optional.ofNullable(versions.get(entry.getKey())).stream()
                    .flatMap(version -> both(entry.getKey(), version, entry.getValue())))
        .toList();
  }

  private static Stream<String> both(String component, String version, FreeJson settings) {
    var deprecated =
        used(component, settings)
            .filter(key -> key.isDeprecated(version))
            .map(
                key ->
                    "%s calls the setting %s deprecated%s: %s"
                        .formatted(
                            title(component, version), key.key(), until(key), key.instead()));
    return Stream.concat(gone(component, version, settings).stream(), deprecated);
  }

  private static String until(ChangedKey key) {
    return key.gone().map(release -> ", " + release + " will not have it").orElse("");
  }

  private static String title(String component, String version) {
    return VersionRules.of(component).map(VersionRules::title).orElse(component) + " " + version;
  }

  private static Stream<ChangedKey> used(String component, FreeJson settings) {
    var json = settings.json();
    return VersionRules.of(component).stream()
        .flatMap(rules -> rules.data().keys().stream())
        .filter(key -> holds(json, key.key()));
  }

  /// A name may have dots itself. What is null is taken away, so it is not there.
  private static boolean holds(JsonNode node, String path) {
    if (node.isArray()) {
      return node.valueStream().anyMatch(child -> holds(child, path));
    }
    return node.propertyStream()
        .anyMatch(
            entry ->
                entry.getKey().equals(path)
                    ? !entry.getValue().isNull()
                    : path.startsWith(entry.getKey() + ".")
                        && holds(entry.getValue(), path.substring(entry.getKey().length() + 1)));
  }
}
