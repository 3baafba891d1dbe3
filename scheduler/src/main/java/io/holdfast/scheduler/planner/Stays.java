package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.version.VersionRules;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.text.ProductVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which components do not follow a site to an earlier bundle: what the newer version has written,
/// the older one need not be able to read. Such a component stays at the copy that stands, with the
/// configuration in it, on every host; only what the site itself gives it (keys, certificates,
/// tokens) is kept up.
///
/// `rules` has the reason for each component that may stay. A version that is not older follows the
/// bundle, whatever it is.
public record Stays(SortedMap<String, Rule> rules) {
  private static final String OURS = "Holdfast's own rule (docs/rollback.md)";

  /// Everything follows the bundle, as in an upgrade.
  public static final Stays NONE = new Stays(new TreeMap<>());

  /// `versions` are those at which a component may stay; empty for any.
  public record Rule(String reason, String source, Optional<Set<String>> versions) {
    public Rule {
      versions = versions.map(Set::copyOf);
    }

    private boolean allows(String version) {
      return versions.map(some -> some.contains(version)).orElse(true);
    }
  }

  public Stays {
    rules = Collections.unmodifiableSortedMap(new TreeMap<String, Rule>(rules));
  }

  /// Of a site that goes back.
  public static Stays goingBack(Engine engine) {
    var rules = new TreeMap<String, Rule>();
    for (var product : VersionRules.PRODUCTS) {
      var known = VersionRules.of(product).orElseThrow();
      rules.put(
          product,
          rule(
              "what a newer %s has written, an older one may not be able to read; its clients stay with its servers"
                  .formatted(known.title()),
              known.data().source()));
    }
    if (engine == Engine.SWARM) {
      rules.put(
          Layout.DOCKER,
          rule(
              "its managers hold the state of the swarm, which an older one may not be able to read; its workers stay with them",
              OURS));
    }
    rules.put(
        Layout.AGENT,
        rule(
            "it carries out this very run, and an older one may not understand what it has written",
            OURS));
    return new Stays(rules);
  }

  private static Rule rule(String reason, String source) {
    return new Rule(reason, source, Optional.empty());
  }

  /// Of a site that went back: what stayed then stays on, at the versions of then. The agent stays
  /// at any.
  public static Stays since(Collection<Staying> then, Engine engine) {
    var all = goingBack(engine).rules();
    var rules = new TreeMap<String, Rule>();
    for (var staying : then) {
      var rule = all.get(staying.component());
      if (rule != null) {
        var versions =
            staying.component().equals(Layout.AGENT)
                ? Optional.<Set<String>>empty()
                : Optional.of(staying.hosts().keySet());
        rules.put(staying.component(), new Rule(rule.reason(), rule.source(), versions));
      }
    }
    return new Stays(rules);
  }

  /// Why a component may not be older than what has written its data. The agent's program is no
  /// such case: of two builds nobody can say which is the older one.
  Optional<Rule> ofData(String component) {
    return Optional.ofNullable(rules.get(component)).filter(_ -> !component.equals(Layout.AGENT));
  }

  /// Whether hosts keep the runner that they have.
  public boolean keepsAgent() {
    return rules.containsKey(Layout.AGENT);
  }

  /// What shall stand, with everything that stays as it stands.
  public List<DesiredHost> of(List<DesiredHost> wanted, Map<String, HostReading> readings) {
    return wanted.stream().map(host -> of(host, readings)).toList();
  }

  private DesiredHost of(DesiredHost host, Map<String, HostReading> readings) {
    var copies = new TreeMap<String, DesiredCopy>();
    host.copies()
        .forEach(
            (component, copy) ->
                copies.put(
                    component,
                    standing(host.host(), copy, readings)
                        .map(copyId -> copy.staying(copyId, ofTheSite(copy)))
                        .orElse(copy)));
    return new DesiredHost(host.host(), copies, host.images());
  }

  /// The rest, such as units, belongs to the program and its configuration.
  private static List<Action.PlaceFile> ofTheSite(DesiredCopy copy) {
    return copy.component().equals(Layout.AGENT)
        ? copy.placed()
        : copy.placed().stream().filter(file -> file.text().hasSecrets()).toList();
  }

  /// What stays where, for who decides about it; sorted by component.
  public List<Staying> staying(List<DesiredHost> wanted, Map<String, HostReading> readings) {
    var found = new TreeMap<String, Staying>();
    for (var host : wanted) {
      for (var copy : host.copies().values()) {
        standing(host.host(), copy, readings)
            .ifPresent(
                copyId -> found.merge(copy.component(), one(host, copy, copyId), Stays::sum));
      }
    }
    return List.copyOf(found.values());
  }

  private Staying one(DesiredHost host, DesiredCopy copy, String copyId) {
    var rule = Optional.ofNullable(rules.get(copy.component())).orElseThrow();
    var hosts = new TreeMap<>(Map.of(DesiredCopy.versionOf(copyId), List.of(host.host())));
    return new Staying(copy.component(), hosts, copy.version(), rule.reason(), rule.source());
  }

  private static Staying sum(Staying some, Staying more) {
    var hosts = new TreeMap<String, List<String>>(some.hosts());
    more.hosts()
        .forEach(
            (version, names) ->
                hosts.merge(
                    version,
                    names,
                    (before, after) -> {
                      var all = new ArrayList<>(before);
                      all.addAll(after);
                      return List.copyOf(all);
                    }));
    return new Staying(some.component(), hosts, some.bundled(), some.reason(), some.source());
  }

  /// The copy at which a component stays on a host.
  private Optional<String> standing(
      String host, DesiredCopy wanted, Map<String, HostReading> readings) {
    var rule = rules.get(wanted.component());
    if (rule == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(readings.get(host))
        .flatMap(reading -> Optional.ofNullable(reading.current().get(wanted.component())))
        .filter(copyId -> isAhead(copyId, wanted))
        .filter(copyId -> rule.allows(DesiredCopy.versionOf(copyId)));
  }

  /// Of the agent nobody can say which of two copies is the older one: builds of one version
  /// differ.
  private static boolean isAhead(String copyId, DesiredCopy wanted) {
    return wanted.component().equals(Layout.AGENT)
        ? !copyId.equals(wanted.copyId())
        : isOlder(wanted.version(), DesiredCopy.versionOf(copyId));
  }

  /// Of texts that are no versions nobody can say, so they count as older.
  static boolean isOlder(String version, String other) {
    return order(version, other).map(order -> order < 0).orElse(!version.equals(other));
  }

  /// The same where only what is surely older counts.
  static boolean isSurelyOlder(String version, String other) {
    return order(version, other).filter(order -> order < 0).isPresent();
  }

  private static Optional<Integer> order(String version, String other) {
    var ours = ProductVersion.find(version);
    var theirs = ProductVersion.find(other);
    return ours.flatMap(our -> theirs.map(our::compareTo));
  }

  /// The versions of a component that stay on some host.
  static Set<String> versions(List<DesiredHost> wanted, String component) {
    var versions = new TreeSet<String>();
    wanted.stream()
        .flatMap(host -> host.copy(component).stream())
        .filter(copy -> copy.standing().isPresent())
        .forEach(copy -> versions.add(copy.version()));
    return versions;
  }
}
