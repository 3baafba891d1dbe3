package io.holdfast.installer.document;

import io.holdfast.scheduler.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which component goes from which version to which, and on which hosts; those that stay as they
/// are have no row.
public final class VersionRows {
  private static final Comparator<Move> ORDER =
      Comparator.comparing(Move::component).thenComparing(Move::from).thenComparing(Move::to);

  private VersionRows() {}

  private record Move(String component, String from, String to) {}

  /// Component, from, to, hosts; sorted.
  public static List<List<String>> of(Plan plan) {
    var hosts = new TreeMap<Move, TreeSet<String>>(ORDER);
    plan.changes()
        .forEach(
            (host, change) ->
                change
                    .to()
                    .forEach(
                        (component, to) -> {
                          var from = change.from().getOrDefault(component, "");
                          if (!from.equals(to)) {
                            hosts
                                .computeIfAbsent(
                                    new Move(component, version(from), version(to)),
                                    _ -> new TreeSet<>())
                                .add(host);
                          }
                        }));
    var rows = new ArrayList<List<String>>();
    hosts.forEach(
        (move, names) ->
            rows.add(List.of(move.component(), move.from(), move.to(), String.join(", ", names))));
    return rows;
  }

  private static String version(String copyId) {
    int digest = copyId.lastIndexOf('-');
    return copyId.isEmpty() ? "(new)" : digest < 0 ? copyId : copyId.substring(0, digest);
  }
}
