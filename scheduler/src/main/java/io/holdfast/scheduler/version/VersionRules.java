package io.holdfast.scheduler.version;

import io.holdfast.scheduler.version.Answer.Allowed;
import io.holdfast.scheduler.version.Answer.Refused;
import io.holdfast.scheduler.version.Answer.Unknown;
import io.holdfast.scheduler.version.Answer.Why;
import io.holdfast.templates.text.ProductVersion;
import java.util.List;
import java.util.Optional;

/// Says of one product which release may follow which, and why not. It knows nothing but the data
/// of that product: the same question always gets the same answer.
public final class VersionRules {
  /// The products that have rules.
  public static final List<String> PRODUCTS = List.of("consul", "nomad");

  private final ProductRules rules;

  VersionRules(ProductRules rules) {
    this.rules = rules;
  }

  /// The rules of a component's product, when there are any.
  public static Optional<VersionRules> of(String component) {
    return ProductRules.of(component).map(VersionRules::new);
  }

  /// The product's name as people write it.
  public String title() {
    return rules.title();
  }

  /// The data that the answers come from.
  public ProductRules data() {
    return rules;
  }

  /// Whether a cluster at one release may go to another in one upgrade.
  ///
  /// @param from the release that stands
  /// @param to the release that is wanted
  public Answer jump(String from, String to) {
    var refused = rules.refused(to);
    if (refused.isPresent()) {
      return new Refused(Why.RELEASE, reason(to, refused.get()), refused.get().source(), List.of());
    }
    var found = ProductVersion.find(from);
    var asked = ProductVersion.find(to);
    if (found.isEmpty() || asked.isEmpty()) {
      return unknown(found.isEmpty() ? from : to);
    }
    var standing = found.get();
    var wanted = asked.get();
    if (wanted.compareTo(standing) < 0) {
      return new Refused(
          Why.BACKWARD,
          "%s does not go back from %s to %s: what the newer release has written, the older one may not be able to read"
              .formatted(rules.title(), from, to),
          rules.source(),
          List.of());
    }
    if (wanted.line().equals(standing.line())) {
      return new Allowed(List.of());
    }
    var line = rules.line(wanted);
    if (line.isEmpty() || rules.line(standing).isEmpty()) {
      return unknown(line.isEmpty() ? to : from);
    }
    if (rules.mayFollow(standing, wanted)) {
      return new Allowed(rules.mind(standing, wanted));
    }
    return new Refused(
        Why.TOO_FAR,
        "%s cannot go from %s to %s in one jump".formatted(rules.title(), from, to),
        rules.source(),
        StagedPath.between(rules, from, to));
  }

  /// Whether servers of one release serve a client of another.
  public Answer skew(String servers, String client) {
    var found = ProductVersion.find(servers);
    var asked = ProductVersion.find(client);
    if (found.isEmpty() || asked.isEmpty()) {
      return unknown(found.isEmpty() ? servers : client);
    }
    var serving = found.get();
    var served = asked.get();
    if (served.compareTo(serving) > 0) {
      return new Refused(
          Why.SKEW,
          "a client of %s %s is newer than its servers (%s)"
              .formatted(rules.title(), client, servers),
          rules.source(),
          List.of());
    }
    var line = rules.line(serving);
    if (line.isEmpty()) {
      return unknown(servers);
    }
    var oldest = line.get().clients();
    if (oldest.isPresent() && served.compareTo(ProductVersion.parse(oldest.get())) < 0) {
      return new Refused(
          Why.SKEW,
          "servers of %s %s take no clients older than %s, and one is of %s"
              .formatted(rules.title(), servers, oldest.get(), client),
          rules.source(),
          List.of());
    }
    return new Allowed(List.of());
  }

  /// Why a release is refused whatever stands; empty when it is not.
  public Optional<RefusedRelease> refused(String version) {
    return rules.refused(version);
  }

  /// Why a release is too old to be installed where nothing stands; empty when it is not.
  public Optional<LeastRelease> tooOld(String version) {
    return rules.least().filter(least -> least.isAbove(version));
  }

  /// The same as one sentence.
  public String reason(String version, LeastRelease least) {
    return "%s %s is too old to be installed, the oldest release is %s: %s"
        .formatted(rules.title(), version, least.release(), least.reason());
  }

  /// The refusal as one sentence.
  public String reason(String version, RefusedRelease refused) {
    return "%s %s is refused: %s".formatted(rules.title(), version, refused.reason());
  }

  private Unknown unknown(String version) {
    return new Unknown("this Holdfast knows no rules for %s %s".formatted(rules.title(), version));
  }
}
