package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an upgrade has brought to a site, and the earlier bundle that it goes back to. A component
/// came in a newer version, with other settings only, or as it was; in some sites keys were renewed
/// since, which are the site's own. Some upgrades did not come as far as the last worker.
///
/// What shall stand in the end is said here once more, from the words of docs/rollback.md, and not
/// by the rule that the planner has.
///
/// @param bundled what the earlier bundle has for each host
record SimWayBack(List<DesiredHost> before, List<DesiredHost> bundled, List<DesiredHost> wanted) {
  private static final List<String> KEYED = List.of(Layout.AGENT, Layout.CONSUL, Layout.NOMAD);

  /// How the upgrade brought a component.
  private enum Came {
    NEWER,
    OTHERWISE_SET,
    AS_BEFORE
  }

  /// A component in one of the two bundles, and which keys the site has given it.
  private record Edition(int version, int settings, int keys) {}

  static SimWayBack of(Seed seed, Site site) {
    var came = came(seed, SimSite.engineOf(site));
    var keys = seed.chance(3_000) ? 1 : 0;
    var missed = seed.chance(2_500) ? site.hosts().getLast().name() : "";
    var before = new ArrayList<DesiredHost>();
    var bundled = new ArrayList<DesiredHost>();
    var wanted = new ArrayList<DesiredHost>();
    for (var host : site.hosts()) {
      var components = SimSite.components(site, host);
      var stood = copies(components, came, !host.name().equals(missed), 0);
      var earlier = copies(components, came, false, keys);
      var left = new TreeMap<>(earlier);
      components.stream()
          .filter(component -> came.get(component) == Came.NEWER && stays(site, component))
          .filter(_ -> !host.name().equals(missed))
          .forEach(component -> left.put(component, kept(component, stood, earlier)));
      before.add(new DesiredHost(host.name(), stood, List.of()));
      bundled.add(new DesiredHost(host.name(), earlier, List.of()));
      wanted.add(new DesiredHost(host.name(), left, List.of()));
    }
    return new SimWayBack(before, bundled, wanted);
  }

  /// Something goes back in each of them.
  private static SortedMap<String, Came> came(Seed seed, String engine) {
    var came = new TreeMap<String, Came>();
    for (var component : SimSite.UNITS.keySet().stream().sorted().toList()) {
      came.put(component, Came.AS_BEFORE);
    }
    came.put(seed.chance(5_000) ? Layout.CONSUL : engine, Came.NEWER);
    for (var component : List.copyOf(came.keySet())) {
      if (came.get(component) == Came.AS_BEFORE && seed.chance(4_000)) {
        came.put(component, seed.pick(List.of(Came.NEWER, Came.OTHERWISE_SET)));
      }
    }
    came.put(Layout.HAPROXY, seed.pick(List.of(Came.NEWER, Came.OTHERWISE_SET)));
    return came;
  }

  /// Whoever holds the state of a quorum, with its clients, and what carries out the run.
  static boolean stays(Site site, String component) {
    return KEYED.contains(component)
        || (component.equals(Layout.DOCKER) && SimSite.engineOf(site).equals(Layout.DOCKER));
  }

  private static SortedMap<String, DesiredCopy> copies(
      List<String> components, Map<String, Came> came, boolean upgraded, int keys) {
    var copies = new TreeMap<String, DesiredCopy>();
    for (var component : components) {
      var how = came.getOrDefault(component, Came.AS_BEFORE);
      var version = upgraded && how == Came.NEWER ? 1 : 0;
      var settings = upgraded && how != Came.AS_BEFORE ? 1 : 0;
      copies.put(component, copy(component, new Edition(version, settings, keys)));
    }
    return copies;
  }

  /// Settings lie in the copy, but for those of the agent and of packages; keys lie beside it.
  private static DesiredCopy copy(String component, Edition edition) {
    var plain = SimSite.copy(component, SimSite.version(component, edition.version()));
    var files = new ArrayList<>(plain.files());
    if (!component.equals(Layout.AGENT)) {
      var text = component + " settings " + edition.settings();
      files.add(
          new Action.CopyFile(
              "etc/settings", "0640", Optional.of(Sha256.of(text)), Optional.empty()));
    }
    var placed = new ArrayList<Action.PlaceFile>();
    placed.add(file(SimSite.config(component), component + " is set " + edition.settings()));
    if (KEYED.contains(component)) {
      placed.add(file(keys(component), "keys " + edition.keys() + ", {{secret:sim.canary}}\n"));
    }
    return with(plain, plain.version(), files, placed);
  }

  private static Action.PlaceFile file(String path, String text) {
    return new Action.PlaceFile(path, "0640", "root:root", SecretText.of(text));
  }

  private static String keys(String component) {
    return "/etc/holdfast/" + component + ".keys";
  }

  /// The copy that stood, with what the site gives it; of the agent the settings follow too.
  private static DesiredCopy kept(
      String component, Map<String, DesiredCopy> stood, Map<String, DesiredCopy> earlier) {
    var standing = Objects.requireNonNull(stood.get(component));
    var bundled = Objects.requireNonNull(earlier.get(component));
    var placed = new ArrayList<Action.PlaceFile>();
    for (var file : standing.placed()) {
      var follows = component.equals(Layout.AGENT) || file.path().equals(keys(component));
      placed.add(follows ? same(file, bundled) : file);
    }
    return with(standing, standing.version(), standing.files(), placed);
  }

  private static Action.PlaceFile same(Action.PlaceFile file, DesiredCopy copy) {
    return copy.placed().stream()
        .filter(other -> other.path().equals(file.path()))
        .findFirst()
        .orElse(file);
  }

  static DesiredCopy with(
      DesiredCopy copy,
      String version,
      List<Action.CopyFile> files,
      List<Action.PlaceFile> placed) {
    return new DesiredCopy(
        copy.component(),
        copy.kind(),
        version,
        files,
        placed,
        copy.packages(),
        copy.units(),
        copy.user(),
        copy.folders(),
        copy.checks(),
        copy.takesOver(),
        copy.readers());
  }
}
