package io.holdfast.scheduler.version;

import io.holdfast.templates.text.FreeJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a vendor should know about the versions in a bundle before a customer does: the plan of a
/// site would refuse it later, or nobody has tried it.
public final class VersionWarnings {
  private VersionWarnings() {}

  /// One sentence each, in the order of the stops and the components.
  ///
  /// @param stops component to version, for each stop of the bundle and for the bundle itself, in
  ///   the order in which a site would reach them
  /// @param settings component to what the vendor sets in its own words; the same at all stops, so
  ///   the last one decides
  public static List<String> of(List<Map<String, String>> stops, Map<String, FreeJson> settings) {
    var warnings = new LinkedHashSet<String>();
    Map<String, String> before = Map.of();
    for (var versions : stops) {
      for (var entry : new TreeMap<>(versions).entrySet()) {
        release(entry.getKey(), entry.getValue())
            .or(() -> tooOld(entry.getKey(), entry.getValue()))
            .ifPresent(warnings::add);
        Optional.ofNullable(before.get(entry.getKey()))
            .flatMap(from -> step(entry.getKey(), from, entry.getValue()))
            .ifPresent(warnings::add);
      }
      pair(versions).ifPresent(warnings::add);
      before = versions;
    }
    warnings.addAll(ChangedSettings.all(before, settings));
    return List.copyOf(warnings);
  }

  /// From one stop to the next.
  private static Optional<String> step(String name, String from, String to) {
    return VersionRules.of(name)
        .map(rules -> rules.jump(from, to))
        .filter(Answer.Refused.class::isInstance)
        .map(Answer.Refused.class::cast)
        .filter(refused -> refused.why() != Answer.Why.RELEASE)
        .map(refused -> refused.reason() + "; no site goes from this stop to the next");
  }

  private static Optional<String> release(String name, String version) {
    return VersionRules.of(name)
        .flatMap(
            rules ->
                rules
                    .refused(version)
                    .map(
                        refused ->
                            rules.reason(version, refused)
                                + "; no site takes it, so take "
                                + refused.take()
                                + " or a newer one"));
  }

  /// A site may stand at such a release and pass through it.
  private static Optional<String> tooOld(String name, String version) {
    return VersionRules.of(name)
        .flatMap(rules -> rules.tooOld(version).map(least -> rules.reason(version, least)));
  }

  private static Optional<String> pair(Map<String, String> versions) {
    var nomad = Optional.ofNullable(versions.get("nomad"));
    var consul = Optional.ofNullable(versions.get("consul"));
    if (nomad.isEmpty() || consul.isEmpty()) {
      return Optional.empty();
    }
    return VersionPairs.known().doubt(nomad.get(), consul.get());
  }
}
