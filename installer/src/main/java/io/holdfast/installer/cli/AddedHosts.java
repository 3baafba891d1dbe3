package io.holdfast.installer.cli;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.HostEntries;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.yaml.NearNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Hosts as the command line names them, beside a site that knows some of them already: who was
/// stopped in the middle gives the same command again.
///
/// `all` are the hosts that are meant, `missing` those that the site file does not name yet.
record AddedHosts(List<Host> all, List<Host> missing) {
  AddedHosts {
    all = List.copyOf(all);
    missing = List.copyOf(missing);
  }

  /// `words` are names with addresses (`w3=10.0.0.23`), or names alone of hosts that the site file
  /// names.
  static AddedHosts of(Site site, List<String> words, List<String> roles, Optional<String> zone) {
    var problems = new ArrayList<Problem>();
    var kinds = roles.stream().flatMap(word -> role(word, problems).stream()).toList();
    var all = new ArrayList<Host>();
    var missing = new ArrayList<Host>();
    for (var word : words) {
      var parts = word.split("=", 2);
      var address = parts.length == 2 ? parts[1] : "";
      var known = site.host(parts[0]);
      if (known.isPresent()) {
        if (!address.isEmpty() && !known.get().address().equals(address)) {
          problems.add(elsewhere(known.get()));
        }
        all.add(known.get());
      } else if (address.isEmpty()) {
        problems.add(
            Problem.of(ProblemId.USAGE_WRONG, "The site has no host " + word)
                .withFix("holdfast hosts add " + word + "=ADDRESS"));
      } else {
        var host =
            new Host(parts[0], address, kinds.isEmpty() ? List.of(Role.WORKER) : kinds, zone);
        all.add(host);
        missing.add(host);
      }
    }
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
    return new AddedHosts(all, missing);
  }

  private static Stream<Role> roleOf(String word) {
    return Arrays.stream(Role.values()).filter(role -> role.word().equalsIgnoreCase(word));
  }

  private static Optional<Role> role(String word, List<Problem> problems) {
    var role = roleOf(word).findFirst();
    if (role.isEmpty()) {
      var known = Arrays.stream(Role.values()).map(Role::word).toList();
      var near = NearNames.nearest(word, known).map(it -> "did you mean " + it + "? ").orElse("");
      problems.add(
          Problem.of(ProblemId.USAGE_WRONG, word + " is no role")
              .withEvidence(near + "roles: " + String.join(", ", known))
              .withFix("add --role worker"));
    }
    return role;
  }

  private static Problem elsewhere(Host known) {
    return Problem.of(
            ProblemId.USAGE_WRONG,
            "The site has a host " + known.name() + " at " + known.address() + " already")
        .withFix(
            "holdfast hosts remove " + known.name() + "   # first, where it moves",
            "holdfast hosts replace " + known.name() + "   # where only its disk is new");
  }

  /// Which typed fingerprint is whose: `HOST=SHA256:...`, or without a name where there is but one
  /// host.
  Map<String, String> fingerprints(List<String> typed) {
    var names = all.stream().map(Host::name).toList();
    var found = new TreeMap<String, String>();
    for (var word : typed) {
      var isBare = word.startsWith("SHA256:");
      var name = isBare ? names.getFirst() : word.split("=", 2)[0];
      if ((isBare && names.size() > 1)
          || !names.contains(name)
          || (!isBare && !word.contains("="))) {
        throw Problem.of(ProblemId.USAGE_WRONG, "It is not clear whose key " + word + " is")
            .withFix("add --host-key " + names.getFirst() + "=SHA256:...")
            .asException();
      }
      found.put(name, isBare ? word : word.split("=", 2)[1]);
    }
    return found;
  }

  /// The text of a site file with those that it does not name yet.
  String addedTo(SiteContext context) {
    return missing.isEmpty()
        ? context.text()
        : HostEntries.of(context.file().toString(), context.text())
            .with(missing)
            .orElseThrow(() -> byHand(context));
  }

  private HoldfastException byHand(SiteContext context) {
    return Problem.of(
            ProblemId.USAGE_WRONG,
            "The hosts in " + context.file() + " do not stand in lines of their own")
        .withClusterSafe(true, "this command changed nothing")
        .withFix(
            Stream.concat(
                    missing.stream().map(host -> "write under hosts:   " + HostEntries.entry(host)),
                    Stream.of(
                        "holdfast hosts add "
                            + String.join(" ", missing.stream().map(Host::name).toList())))
                .toArray(String[]::new))
        .asException();
  }
}
