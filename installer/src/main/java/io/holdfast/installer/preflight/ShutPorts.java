package io.holdfast.installer.preflight;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one host cannot reach of the others: one finding for all of them, and not one for each pair
/// of hosts. `missing` maps a host to its targets that gave no answer, such as
/// `tcp:10.0.0.11:8300`.
record ShutPorts(Host from, SortedMap<String, List<String>> missing) {
  ShutPorts {
    missing = new TreeMap<>(missing);
  }

  /// Hosts whose ports are `opened` by the plan apart from the others: that they are shut now stops
  /// nothing.
  List<Finding> findings(Set<String> opened) {
    var now = new LinkedHashMap<String, List<String>>();
    var later = new LinkedHashMap<String, List<String>>();
    missing.forEach((to, targets) -> (opened.contains(to) ? later : now).put(to, targets));
    var findings = new ArrayList<Finding>();
    if (!now.isEmpty()) {
      findings.add(Finding.fail("reach", unreachable(now)));
    }
    if (!later.isEmpty()) {
      findings.add(Finding.warn("reach", unreachableYet(later)));
    }
    return findings;
  }

  private Problem unreachable(Map<String, List<String>> targets) {
    return problem(targets, "")
        .withFix(
            "open these ports between the hosts in their firewalls",
            "holdfast requirements SITE --bundle BUNDLE --trust FILE --firewall nftables   # prints"
                + " the rules; or firewalld. A site that runs needs no --bundle and --trust");
  }

  private Problem unreachableYet(Map<String, List<String>> targets) {
    var whose = targets.size() == 1 ? "its firewall" : "their firewalls";
    return problem(targets, " yet; the plan opens " + whose)
        .withFix("look only whether a firewall between them shuts these ports too");
  }

  private Problem problem(Map<String, List<String>> targets, String more) {
    var lines =
        targets.entrySet().stream()
            .map(it -> "no answer from " + it.getKey() + ": " + String.join(" ", it.getValue()))
            .toList();
    return Problem.of(
            ProblemId.PAIR_UNREACHABLE,
            from.name() + " cannot reach " + String.join(", ", targets.keySet()) + more)
        .withHost(from.name())
        .withEvidence(String.join("\n", lines));
  }
}
