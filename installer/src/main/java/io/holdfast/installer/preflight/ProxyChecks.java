package io.holdfast.installer.preflight;

import io.holdfast.installer.host.HostFacts;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.ProxyNames;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whether systemd sends the services of a host through a proxy (`DefaultEnvironment=` or
/// `systemctl set-environment`). Members of a cluster reach each other directly; only names are
/// asked for, because a proxy's address may hold a password.
final class ProxyChecks {
  private static final String QUESTION = "proxy:services";

  private ProxyChecks() {}

  static List<String> questions() {
    return List.of(QUESTION);
  }

  static Optional<Finding> of(Site site, Host host, HostFacts facts) {
    var names = facts.answer(QUESTION, 0);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    if (ProxyNames.isUnset(site)) {
      return Optional.of(
          Finding.ok("proxy", host.name(), names.get() + " is kept from services of ours"));
    }
    var exceptions = Arrays.asList(facts.answer(QUESTION, 1).orElse("").split("[,\\s]+"));
    var without =
        site.hosts().stream()
            .map(Host::address)
            .filter(address -> exceptions.stream().noneMatch(it -> covers(it, address)))
            .toList();
    return without.isEmpty()
        ? Optional.of(Finding.ok("proxy", host.name(), "NO_PROXY names every host"))
        : Optional.of(Finding.fail("proxy", problem(host, names.get(), without)));
  }

  private static Problem problem(Host host, String names, List<String> without) {
    return Problem.of(
            ProblemId.PROXY_IN_THE_WAY, "systemd sends the services of this host through a proxy")
        .withHost(host.name())
        .withEvidence(
            names + " is set for every service, and NO_PROXY does not name " + without.getFirst())
        .withFix(
            "write \"hostProxy: unset\" under network in site.yaml: services of ours ignore it",
            "or take it out of DefaultEnvironment= on the host: systemctl show-environment");
  }

  /// As Go reads an entry of `NO_PROXY`: everything, an address, or a network such as `10.0.0.0/8`.
  static boolean covers(String entry, String address) {
    if (entry.equals("*") || entry.equals(address)) {
      return true;
    }
    var slash = entry.indexOf('/');
    if (slash < 0 || !entry.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}/([0-9]|[12][0-9]|3[0-2])")) {
      return false;
    }
    var shift = 32 - Integer.parseInt(entry.substring(slash + 1));
    return number(entry.substring(0, slash)) >> shift == number(address) >> shift;
  }

  private static long number(String address) {
    return Arrays.stream(address.split("\\."))
        .mapToLong(Long::parseLong)
        .reduce(0, (sum, part) -> sum * 256 + part);
  }
}
