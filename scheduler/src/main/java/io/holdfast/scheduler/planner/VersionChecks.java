package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.scheduler.gate.Versions;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.version.Answer;
import io.holdfast.scheduler.version.VersionRules;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.site.Host;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Refuses a plan whose versions may not follow what stands, by the products' own rules and by what
/// the vendor wrote into the bundle. All refusals come at once, each with the way that is open.
final class VersionChecks {
  /// One component going from one version to another; `from` is empty where nothing stands.
  private record Move(String component, String from, String to) {
    static final Comparator<Move> ORDER =
        Comparator.comparing(Move::component).thenComparing(Move::to).thenComparing(Move::from);

    boolean isChange() {
      return !from.isEmpty();
    }
  }

  /// What the bundle says of a change.
  private enum Vendor {
    ALLOWS,
    FORBIDS,
    SILENT
  }

  private final PlanInput input;
  private final Problems problems = new Problems();
  private final Set<String> refusedReleases = new HashSet<>();

  private VersionChecks(PlanInput input) {
    this.input = input;
  }

  static void check(PlanInput input) {
    found(input).throwIfAny();
  }

  /// What speaks against the versions.
  static Problems found(PlanInput input) {
    var checks = new VersionChecks(input);
    checks.moves().forEach(checks::check);
    return checks.problems;
  }

  /// What changes its version or is new, with the hosts where it does.
  private SortedMap<Move, List<String>> moves() {
    var moves = new TreeMap<Move, List<String>>(Move.ORDER);
    for (var host : input.desired()) {
      for (var copy : host.copies().values()) {
        var from = standing(host.host(), copy.component()).orElse("");
        if (!from.equals(copy.version())) {
          moves
              .computeIfAbsent(
                  new Move(copy.component(), from, copy.version()), move -> new ArrayList<>())
              .add(host.host());
        }
      }
    }
    return moves;
  }

  private Optional<String> standing(String host, String component) {
    return Optional.ofNullable(input.readings().get(host))
        .flatMap(reading -> Optional.ofNullable(reading.current().get(component)))
        .map(DesiredCopy::versionOf);
  }

  private void check(Move move, List<String> hosts) {
    var rules = VersionRules.of(move.component());
    if (rules.isPresent() && refusesRelease(rules.get(), move)) {
      return;
    }
    if (!move.isChange()) {
      rules.ifPresent(known -> tooOld(known, move, hosts));
      return;
    }
    var vendor = isWayBack(move) ? Vendor.SILENT : vendor(move);
    var ours = Stays.goingBack(input.site().engine()).ofData(move.component());
    if (rules.isPresent()) {
      byRules(rules.get(), move, hosts, vendor);
    } else if (ours.isPresent() && Stays.isSurelyOlder(move.to(), move.from())) {
      problems.add(olderThanItsData(move, hosts, ours.get()));
    } else if (vendor == Vendor.FORBIDS) {
      problems.add(againstVendor(move, hosts));
    }
  }

  /// What the vendor wrote is about upgrades. Whatever may not go back stays, so the rest may.
  private boolean isWayBack(Move move) {
    return input.verb() == Plan.Verb.ROLLBACK && Stays.isOlder(move.to(), move.from());
  }

  /// Each release is told once, whatever stands where.
  private boolean refusesRelease(VersionRules rules, Move move) {
    var refused = rules.refused(move.to());
    if (refused.isPresent() && refusedReleases.add(move.component() + " " + move.to())) {
      problems.add(
          Problem.of(ProblemId.RELEASE_REFUSED, rules.reason(move.to(), refused.get()))
              .withEvidence("by " + refused.get().source())
              .withFix(
                  "ask the vendor for a bundle with %s %s or a newer release"
                      .formatted(rules.title(), refused.get().take())));
    }
    return refused.isPresent();
  }

  /// What our configuration needs an older release does not have.
  private void tooOld(VersionRules rules, Move move, List<String> hosts) {
    rules
        .tooOld(move.to())
        .ifPresent(
            least ->
                problems.add(
                    Problem.of(ProblemId.RELEASE_TOO_OLD, rules.reason(move.to(), least))
                        .withEvidence(
                            "new on %s; by %s".formatted(String.join(", ", hosts), least.source()))
                        .withFix(
                            "ask the vendor for a bundle with %s %s or a newer release"
                                .formatted(rules.title(), least.release()))));
  }

  private void byRules(VersionRules rules, Move move, List<String> hosts, Vendor vendor) {
    switch (rules.jump(move.from(), move.to())) {
      case Answer.Refused refused -> problems.add(refusal(move, hosts, refused));
      case Answer.Unknown(var reason) -> {
        if (vendor != Vendor.ALLOWS) {
          problems.add(unknown(move, hosts, reason));
        }
      }
      case Answer.Allowed _ -> {
        if (vendor == Vendor.FORBIDS) {
          problems.add(againstVendor(move, hosts));
        } else {
          skew(rules, move, hosts);
        }
      }
    }
  }

  private Problem refusal(Move move, List<String> hosts, Answer.Refused refused) {
    var problem =
        Problem.of(id(refused.why()), refused.reason())
            .withEvidence(stands(move, hosts) + "; by " + refused.source());
    return switch (refused.why()) {
      case TOO_FAR ->
          refused.path().isEmpty()
              ? problem.withFix(
                  "no staged path from %s to %s is known: set up a new site and move the services there"
                      .formatted(move.from(), move.to()))
              : problem.withFix(stages(move, refused.path()));
      case BACKWARD -> problem.withFix(forward(move));
      case SKEW ->
          problem.withFix("bring the hosts named to the release of their servers first, then this");
      case RELEASE -> problem;
    };
  }

  /// A component without version rules whose data forbid an older one all the same.
  private static Problem olderThanItsData(Move move, List<String> hosts, Stays.Rule rule) {
    return Problem.of(
            ProblemId.WAY_BACK_REFUSED,
            "%s does not go back from %s to %s: %s"
                .formatted(move.component(), move.from(), move.to(), rule.reason()))
        .withEvidence(stands(move, hosts) + "; by " + rule.source())
        .withFix(forward(move));
  }

  private static String[] forward(Move move) {
    return new String[] {
      "holdfast resume   # if an upgrade stopped half-way: it goes on to the newer release",
      "holdfast rollback   # takes back the rest of an upgrade, and leaves this as it stands",
      "or take a bundle with %s %s or a newer release".formatted(move.component(), move.from())
    };
  }

  private String[] stages(Move move, List<String> path) {
    var fixes = new ArrayList<String>();
    fixes.add(
        "upgrade in stages, by a bundle that carries these stops or with one for each: "
            + String.join(" -> ", path));
    fixes.add("at each stop a newer release of the same line will do as well");
    var carried =
        input.manifest().hops().stream()
            .flatMap(hop -> hop.components().stream())
            .filter(component -> component.name().equals(move.component()))
            .map(Component::version)
            .toList();
    if (!carried.isEmpty()) {
      fixes.add(
          "this bundle carries the stops %s: holdfast upgrade goes by them where they lead all the way"
              .formatted(String.join(", ", carried)));
    }
    return fixes.toArray(String[]::new);
  }

  private static ProblemId id(Answer.Why why) {
    return switch (why) {
      case RELEASE -> ProblemId.RELEASE_REFUSED;
      case TOO_FAR -> ProblemId.JUMP_REFUSED;
      case BACKWARD -> ProblemId.WAY_BACK_REFUSED;
      case SKEW -> ProblemId.SKEW_REFUSED;
    };
  }

  private static Problem unknown(Move move, List<String> hosts, String reason) {
    return Problem.of(
            ProblemId.JUMP_REFUSED,
            "%s cannot go from %s to %s: %s"
                .formatted(move.component(), move.from(), move.to(), reason))
        .withEvidence(stands(move, hosts))
        .withFix(
            "take the Holdfast that came with the bundle, or a newer one",
            "or ask the vendor for a bundle that says from which releases it may be reached"
                + " (upgradesFrom)");
  }

  private Problem againstVendor(Move move, List<String> hosts) {
    var named = component(move).map(Component::upgradesFrom).orElse(List.of());
    return Problem.of(
            ProblemId.JUMP_REFUSED,
            "By the bundle, %s %s may follow %s only"
                .formatted(move.component(), move.to(), String.join(", ", named)))
        .withEvidence(stands(move, hosts))
        .withFix("ask the vendor for the bundles between the one that stands and this one");
  }

  /// Servers are changed first: for a while those of the new release serve clients of the old one.
  private void skew(VersionRules rules, Move move, List<String> hosts) {
    var servers = input.site().servers().stream().map(Host::name).collect(Collectors.toSet());
    var clients = hosts.stream().filter(host -> !servers.contains(host)).toList();
    if (!clients.isEmpty()
        && rules.skew(move.to(), move.from()) instanceof Answer.Refused refused) {
      problems.add(refusal(move, clients, refused));
    }
  }

  private Vendor vendor(Move move) {
    var named = component(move).map(Component::upgradesFrom).orElse(List.of());
    if (named.isEmpty()) {
      return Vendor.SILENT;
    }
    var number = Versions.number(move.from());
    return named.stream()
            .anyMatch(prefix -> number.equals(prefix) || number.startsWith(prefix + "."))
        ? Vendor.ALLOWS
        : Vendor.FORBIDS;
  }

  private Optional<Component> component(Move move) {
    return input.manifest().component(move.component());
  }

  private static String stands(Move move, List<String> hosts) {
    return "%s stands at %s on %s"
        .formatted(move.component(), move.from(), String.join(", ", hosts));
  }
}
