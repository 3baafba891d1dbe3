package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.text.ProductVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// What of a plan goes back to an older release, which nobody should do without noticing.
final class Downgrade {
  private Downgrade() {}

  /// A line for each component and pair of versions, with its hosts, and what may go wrong; none
  /// when nothing goes back.
  static List<String> lines(Plan plan) {
    var found = new TreeMap<String, TreeSet<String>>();
    plan.changes()
        .forEach(
            (host, change) ->
                change
                    .from()
                    .forEach(
                        (component, copy) -> {
                          var from = version(copy);
                          var to = version(change.to().getOrDefault(component, copy));
                          if (isBefore(to, from)) {
                            found
                                .computeIfAbsent(
                                    component + " " + from + " -> " + to, _ -> new TreeSet<>())
                                .add(host);
                          }
                        }));
    var lines = new ArrayList<String>();
    found.forEach(
        (what, hosts) -> lines.add("  DOWNGRADE: " + what + " on " + String.join(", ", hosts)));
    if (!lines.isEmpty()) {
      lines.add("  An older release may not read the data that a newer one has written.");
    }
    return lines;
  }

  /// Of texts that are no versions nobody can say, so they do not.
  private static boolean isBefore(String version, String other) {
    var ours = ProductVersion.find(version);
    var theirs = ProductVersion.find(other);
    return ours.isPresent() && theirs.isPresent() && ours.get().compareTo(theirs.get()) < 0;
  }

  private static String version(String copyId) {
    return copyId.contains("-") ? DesiredCopy.versionOf(copyId) : copyId;
  }

  /// The question whether to carry the plan out.
  static String question(Plan plan, String usual) {
    return lines(plan).isEmpty() ? usual : "This is a downgrade. " + usual;
  }
}
