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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The stops of a bundle as a way from what stands to the bundle's own versions. Stops are counted
/// from 0; the end comes behind the last one.
public final class StagedUpgrade {
  /// What a stop may help against.
  private static final Set<ProblemId> TOO_FAR =
      EnumSet.of(ProblemId.JUMP_REFUSED, ProblemId.SKEW_REFUSED);

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
    var leads = !way.isEmpty() && way.getLast() == hops.size();
    return leads && way.size() > 1 ? Optional.of(leg(way)) : Optional.empty();
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

  /// A way that does not lead to the end leads on to nothing.
  private Leg leg(List<Integer> way) {
    var ahead = way.subList(1, way.size()).stream().map(this::name).toList();
    var leads = way.getLast() == hops.size();
    return new Leg(name(way.getFirst()), leads ? ahead : List.of());
  }

  /// The stops from behind one on, each as far ahead as may be; it ends early where nothing leads
  /// on.
  private List<Integer> from(int behind, Map<String, HostReading> standing) {
    var way = new ArrayList<Integer>();
    var at = behind;
    var now = standing;
    while (at < hops.size()) {
      var before = now;
      var next =
          IntStream.rangeClosed(at + 1, hops.size()).filter(it -> mayFollow(it, before)).max();
      if (next.isEmpty()) {
        return way;
      }
      at = next.getAsInt();
      way.add(at);
      now = standing(at, now);
    }
    return way;
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
                    .map(copy -> isOlder(copy, input.readings().get(host.host()))))
        .anyMatch(older -> older);
  }

  private static boolean isOlder(DesiredCopy copy, @Nullable HostReading reading) {
    return Optional.ofNullable(reading)
        .flatMap(it -> Optional.ofNullable(it.current().get(copy.component())))
        .filter(standing -> Stays.isSurelyOlder(copy.version(), DesiredCopy.versionOf(standing)))
        .isPresent();
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
