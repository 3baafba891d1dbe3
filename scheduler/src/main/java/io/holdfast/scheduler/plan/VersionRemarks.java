package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.version.Answer;
import io.holdfast.scheduler.version.VersionPairs;
import io.holdfast.scheduler.version.VersionRules;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What people have to know of the versions that a plan brings and that refuses no plan: what a
/// product's own rules say has to be seen to, and products of which nobody has said that they go
/// together. Each once, in a fixed order.
final class VersionRemarks {
  private static final Comparator<Move> ORDER =
      Comparator.comparing(Move::component).thenComparing(Move::to).thenComparing(Move::from);

  private final Set<Move> moves = new TreeSet<>(ORDER);

  private VersionRemarks(Plan plan) {
    plan.changes()
        .values()
        .forEach(
            change ->
                change.to().forEach((component, copy) -> moves.add(move(component, copy, change))));
  }

  /// `from` is empty where nothing stands.
  private record Move(String component, String from, String to) {
    boolean isChange() {
      return !from.equals(to);
    }

    boolean isOf(String name) {
      return component.equals(name);
    }
  }

  private static Move move(String component, String copy, Plan.HostChange change) {
    var from = Optional.ofNullable(change.from().get(component)).map(PartOutline::version);
    return new Move(component, from.orElse(""), PartOutline.version(copy));
  }

  /// What has to be seen to before a run, in sentences.
  static List<String> mind(Plan plan) {
    var found = new LinkedHashSet<String>();
    for (var move : new VersionRemarks(plan).moves) {
      VersionRules.of(move.component())
          .ifPresent(rules -> found.addAll(mind(rules, move.from(), move.to())));
    }
    return List.copyOf(found);
  }

  private static List<String> mind(VersionRules rules, String from, String to) {
    return rules.jump(from, to) instanceof Answer.Allowed(var mind)
        ? mind.stream().map(what -> rules.title() + " " + to + ": " + what).toList()
        : List.of();
  }

  /// Of Nomad and Consul as they will stand, and as they stand together meanwhile: Consul is
  /// changed first.
  static List<String> pairs(Plan plan) {
    return new VersionRemarks(plan).pairs();
  }

  private List<String> pairs() {
    var found = new LinkedHashSet<String>();
    for (var nomad : of("nomad")) {
      for (var consul : of("consul")) {
        if (nomad.isChange() || consul.isChange()) {
          var end = VersionPairs.known().doubt(nomad.to(), consul.to());
          end.ifPresent(found::add);
          meanwhile(nomad, consul).map(doubt -> "on the way, " + doubt).ifPresent(found::add);
        }
      }
    }
    return List.copyOf(found);
  }

  private List<Move> of(String component) {
    return moves.stream().filter(move -> move.isOf(component)).toList();
  }

  private static Optional<String> meanwhile(Move nomad, Move consul) {
    return nomad.from().isEmpty() || !nomad.isChange() || !consul.isChange()
        ? Optional.empty()
        : VersionPairs.known().doubt(nomad.from(), consul.to());
  }
}
