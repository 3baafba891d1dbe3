package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Way;
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

/// Which stop of a bundle a run leads to. An upgrade goes as far as what stands may go in one jump,
/// by the rules of the products and the word of the vendor; every other verb keeps to the stop at
/// which the site stands, so that no host is brought further than its servers.
///
/// Stops are counted from 0; the end comes behind the last one.
public final class StagedUpgrade {
  /// What a stop may help against.
  private static final Set<ProblemId> TOO_FAR =
      EnumSet.of(ProblemId.JUMP_REFUSED, ProblemId.SKEW_REFUSED);

  /// The bundle as it is where the run leads; without a way it is the end.
  public record Leg(Manifest manifest, Optional<Way> way) {}

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

  /// Where no stop leads on this is the end, of which the planner says why it cannot be reached.
  public Leg next() {
    var first = first();
    return first == hops.size() ? whole() : leg(first);
  }

  private Leg whole() {
    return new Leg(end.manifest(), Optional.empty());
  }

  private int first() {
    var last = hops.size();
    if (end.verb() == Plan.Verb.ROLLBACK || hops.stream().noneMatch(this::isUnderWay)) {
      return last;
    }
    if (end.verb() != Plan.Verb.UPGRADE) {
      return IntStream.range(0, last)
          .filter(at -> mayFollow(at, end.readings()))
          .findFirst()
          .orElse(last);
    }
    var ahead = farther(-1, end.readings());
    return ahead.isEmpty() || ahead.getLast() != last ? last : ahead.getFirst();
  }

  private Leg leg(int stop) {
    var ahead = farther(stop, standing(stop, end.readings())).stream().map(this::name).toList();
    return new Leg(
        manifests.get(stop),
        Optional.of(new Way(name(stop), ahead.isEmpty() ? List.of(name(hops.size())) : ahead)));
  }

  /// The stops on the way from behind one to the end, with as few as may be; it ends early where
  /// nothing leads on.
  private List<Integer> farther(int behind, Map<String, HostReading> standing) {
    var way = new ArrayList<Integer>();
    var at = behind;
    var now = standing;
    while (at < hops.size()) {
      var from = now;
      var next =
          IntStream.rangeClosed(at + 1, hops.size()).filter(stop -> mayFollow(stop, from)).max();
      if (next.isEmpty()) {
        return way;
      }
      at = next.getAsInt();
      way.add(at);
      now = standing(at, now);
    }
    return way;
  }

  /// Whether anything that a stop names stands already: a site that is new begins at the end.
  private boolean isUnderWay(Hop hop) {
    return hop.components().stream()
        .map(Component::name)
        .anyMatch(
            name ->
                end.readings().values().stream()
                    .anyMatch(reading -> reading.current().containsKey(name)));
  }

  /// At the end whatever no stop helps against is left to the planner, which refuses it.
  private boolean mayFollow(int stop, Map<String, HostReading> standing) {
    var input = input(stop, standing).withStaying();
    var problems = VersionChecks.found(input).list().stream().map(Problem::id).toList();
    return stop == hops.size()
        ? problems.stream().noneMatch(TOO_FAR::contains)
        : problems.isEmpty() && !isBehind(hops.get(stop), input);
  }

  /// Whether the site has left a stop behind, on some host.
  private static boolean isBehind(Hop stop, PlanInput input) {
    return input.desired().stream()
        .flatMap(
            host ->
                stop.components().stream()
                    .flatMap(
                        it ->
                            host.copy(it.name()).stream()
                                .filter(copy -> isOlder(copy, input.readings().get(host.host())))))
        .findAny()
        .isPresent();
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

  private PlanInput input(int stop, Map<String, HostReading> standing) {
    return end.at(manifests.get(stop), desired.get(stop), standing);
  }

  private String name(int stop) {
    return stop == hops.size()
        ? end.manifest().name() + " " + end.manifest().version()
        : hops.get(stop).stop();
  }
}
