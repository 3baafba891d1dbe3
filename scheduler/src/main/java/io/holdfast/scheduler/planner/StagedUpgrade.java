package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The stops of a bundle as a way from what stands to the bundle's own versions. Stops are counted
/// from 0; the end comes behind the last one.
public final class StagedUpgrade {
  /// What a stop may help against.
  private static final Set<ProblemId> TOO_FAR =
      EnumSet.of(ProblemId.JUMP_REFUSED, ProblemId.SKEW_REFUSED);

  private static final Comparator<Map.Entry<Integer, List<Integer>>> FEWEST_LEGS =
      Comparator.comparingInt((Map.Entry<Integer, List<Integer>> ahead) -> ahead.getValue().size())
          .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()));

  private final PlanInput end;
  private final List<Hop> hops;
  private final List<Manifest> manifests = new ArrayList<>();
  private final List<List<DesiredHost>> desired = new ArrayList<>();

  /// `end` is the input of a plan to the bundle's own versions, `hosts` gives the hosts as a
  /// manifest wants them.
  public StagedUpgrade(PlanInput end, Function<Manifest, List<DesiredHost>> hosts) {
    this.end = end;
    this.hops = end.manifest().hops();
    for (var hop : hops) {
      var manifest = end.manifest().at(hop.stop()).orElseThrow();
      manifests.add(manifest);
      desired.add(
          hosts.apply(manifest).stream()
              .filter(host -> end.readings().containsKey(host.host()))
              .toList());
    }
    manifests.add(end.manifest());
    desired.add(end.desired());
  }

  /// The first leg of the way with as few stops as may be, by the rules of the products and the
  /// word of the vendor. Empty where one jump leads to the end, and where no stops lead there: then
  /// the planner says why it refuses that jump.
  public Optional<Leg> first() {
    var way = from(-1, end.readings());
    return way.size() > 1 ? Optional.of(leg(way)) : Optional.empty();
  }

  /// The leg that leads to a stop at which the site stands, or where it was before.
  public Leg to(String stop) {
    for (int at = 0; at < hops.size(); at++) {
      if (hops.get(at).stop().equals(stop)) {
        var way = new ArrayList<>(List.of(at));
        way.addAll(from(at, standing(at, end.readings())));
        return leg(way);
      }
    }
    throw new IllegalArgumentException("no stop " + stop);
  }

  private Leg leg(List<Integer> way) {
    return new Leg(
        name(way.getFirst()), way.subList(1, way.size()).stream().map(this::name).toList());
  }

  /// The stops from behind one on up to the end, as few as may be; of ways that are as short, the
  /// one whose first stop is farther ahead. Empty where none leads to the end.
  ///
  /// It is searched backwards from the end: what stands at a stop is the same by whatever way it
  /// was reached, for every stop settles the same components.
  private List<Integer> from(int behind, Map<String, HostReading> standing) {
    var onward = new TreeMap<Integer, List<Integer>>(Map.of(hops.size(), List.of()));
    for (var at = hops.size() - 1; at > behind; at--) {
      var stop = at;
      shortest(standing(at, standing), onward).ifPresent(way -> onward.put(stop, way));
    }
    return shortest(standing, onward).orElse(List.of());
  }

  /// `onward` are the ways to the end from each stop ahead that has one.
  private Optional<List<Integer>> shortest(
      Map<String, HostReading> standing, SortedMap<Integer, List<Integer>> onward) {
    return onward.entrySet().stream()
        .sorted(FEWEST_LEGS)
        .filter(ahead -> mayFollow(ahead.getKey(), standing))
        .findFirst()
        .map(ahead -> Stream.concat(Stream.of(ahead.getKey()), ahead.getValue().stream()).toList());
  }

  /// What no stop helps against at the end is left to the planner, which refuses it.
  private boolean mayFollow(int stop, Map<String, HostReading> standing) {
    var input = end.at(manifests.get(stop), desired.get(stop), standing).withStaying();
    var problems = VersionChecks.found(input).list().stream().map(Problem::id).toList();
    return stop == hops.size()
        ? problems.stream().noneMatch(TOO_FAR::contains)
        : problems.isEmpty() && !takesBack(hops.get(stop), input);
  }

  /// Whether a stop would bring something older than what stands on a host.
  private static boolean takesBack(Hop stop, PlanInput input) {
    return input.desired().stream()
        .flatMap(
            host ->
                stop.components().stream()
                    .flatMap(named -> host.copy(named.name()).stream())
                    .flatMap(copy -> move(copy, input.readings().get(host.host())).stream()))
        .distinct()
        .anyMatch(move -> Stays.isSurelyOlder(move.to(), move.from()));
  }

  /// From one version of a component to another. On a large site many hosts have the same one.
  private record Move(String from, String to) {}

  private static Optional<Move> move(DesiredCopy copy, @Nullable HostReading reading) {
    return Optional.ofNullable(reading)
        .flatMap(it -> Optional.ofNullable(it.current().get(copy.component())))
        .map(standing -> new Move(DesiredCopy.versionOf(standing), copy.version()));
  }

  /// What stands once a stop is reached.
  private Map<String, HostReading> standing(int stop, Map<String, HostReading> before) {
    var after = new TreeMap<>(before);
    for (var host : desired.get(stop)) {
      after.computeIfPresent(host.host(), (_, reading) -> reached(reading, host));
    }
    return after;
  }

  private static HostReading reached(HostReading reading, DesiredHost host) {
    var chosen = new TreeMap<>(reading.current());
    host.copies().forEach((component, copy) -> chosen.put(component, copy.copyId()));
    return reading.withCurrent(chosen);
  }

  private String name(int stop) {
    return stop == hops.size()
        ? end.manifest().name() + " " + end.manifest().version()
        : hops.get(stop).stop();
  }
}
