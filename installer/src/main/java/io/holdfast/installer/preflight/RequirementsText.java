package io.holdfast.installer.preflight;

import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The requirements of a site for people: a page to be sent to those who have to act on it, and the
/// firewall matrix as a table of comma-separated values.
public final class RequirementsText {
  private static final String HEADING =
      "source,source address,destination,destination address,protocol,port,why";

  private RequirementsText() {}

  /// One line for each connection, the heading first.
  public static List<String> csv(Requirements requirements) {
    var lines = new ArrayList<String>(List.of(HEADING));
    for (var flow : requirements.flows()) {
      lines.add(
          String.join(
              ",",
              quoted(flow.from()),
              quoted(flow.fromAddress()),
              quoted(flow.to()),
              quoted(flow.toAddress()),
              flow.protocol(),
              Integer.toString(flow.port()),
              quoted(flow.why())));
    }
    return lines;
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9 .:_/-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  public static List<String> page(Requirements requirements) {
    var lines = new ArrayList<String>();
    hosts(requirements, lines);
    firewall(requirements, lines);
    ports(requirements, lines);
    lines.add("");
    lines.add("Logins, on every host");
    for (var login : requirements.logins()) {
      lines.add("  " + login.user());
      if (!login.sudoers().isEmpty()) {
        lines.add("  /etc/sudoers.d/holdfast:  " + login.sudoers());
      }
    }
    users(requirements, lines);
    lines.add("");
    lines.add("Room, on every host; folders on one file system are added up");
    requirements
        .folders()
        .forEach((folder, bytes) -> lines.add("  %-24s %s".formatted(folder, mib(bytes))));
    lines.add("");
    lines.add("Else");
    lines.add("  system        " + requirements.distribution());
    lines.add("  memory        " + mib(requirements.memoryBytes()) + " or more");
    for (var need : requirements.products()) {
      lines.add(
          "  %-13s %s or newer has to run on %s"
              .formatted(need.product(), need.version(), String.join(", ", need.hosts())));
    }
    lines.add("  programs      " + String.join(" ", requirements.programs()));
    lines.add(
        "  clocks        within "
            + requirements.clockMs() / 1000
            + " s of each other: let them follow one source (NTP)");
    lines.add("  DNS           none needed; the cluster answers for its own zone on each host");
    certificates(requirements, lines);
    lines.add("  media         " + mib(requirements.mediaBytes()) + " for the bundle");
    return lines;
  }

  private static void certificates(Requirements requirements, List<String> lines) {
    if (requirements.certificates().isEmpty()) {
      lines.add("  certificates  none needed; the cluster has an authority of its own");
    }
    for (var certificate : requirements.certificates()) {
      lines.add(
          "  certificates  a TLS server's for "
              + String.join(", ", certificate.names())
              + "; also for "
              + String.join(", ", certificate.addresses()));
      lines.add("                " + certificate.request());
    }
  }

  private static void hosts(Requirements requirements, List<String> lines) {
    lines.add("Hosts");
    for (var host : requirements.hosts()) {
      lines.add(
          "  %-16s %-16s %s"
              .formatted(host.name(), host.address(), String.join(", ", host.roles())));
    }
  }

  private static void firewall(Requirements requirements, List<String> lines) {
    lines.add("");
    lines.add("Firewall: let these connections through");
    var from = width(requirements, Flow::from);
    var to = width(requirements, Flow::to);
    var form = "  %-" + from + "s  %-" + to + "s  %-4s %5d  %s";
    for (var flow : requirements.flows()) {
      lines.add(form.formatted(flow.from(), flow.to(), flow.protocol(), flow.port(), flow.why()));
    }
  }

  /// Hosts that need the same ports are named together.
  private static void ports(Requirements requirements, List<String> lines) {
    lines.add("");
    lines.add("Ports to be left free: nothing else may listen there");
    var hosts = new LinkedHashMap<List<String>, List<String>>();
    for (var host : requirements.ports()) {
      var needed = host.ports().stream().map(RequirementsText::free).toList();
      hosts.computeIfAbsent(needed, _ -> new ArrayList<>()).add(host.host());
    }
    hosts.forEach(
        (needed, names) -> {
          lines.add("  on " + String.join(", ", names));
          needed.forEach(port -> lines.add("    " + port));
        });
  }

  /// Of an address that is one host's own, hosts differ: the port is what counts.
  private static String free(Requirements.FreePort port) {
    var at = port.address().equals(Layout.LOOPBACK) ? ", at " + Layout.LOOPBACK + " only" : "";
    return "%-4s %5d  %s%s".formatted(port.protocol(), port.port(), port.component(), at);
  }

  private static void users(Requirements requirements, List<String> lines) {
    lines.add("");
    lines.add("Service users, without a login shell");
    for (var need : requirements.users()) {
      var form = "  %-24s %s, on %s";
      var who = need.given() ? "has to be there" : "made by Holdfast";
      var hosts = String.join(", ", need.hosts());
      lines.add(form.formatted("user  " + numbered(need.user(), need.uid()), who, hosts));
      lines.add(form.formatted("group " + numbered(need.group(), need.gid()), who, hosts));
    }
  }

  private static String numbered(String name, Optional<Integer> number) {
    return name + number.map(it -> " (" + it + ")").orElse("");
  }

  private static int width(Requirements requirements, Function<Flow, String> column) {
    return requirements.flows().stream()
        .mapToInt(flow -> column.apply(flow).length())
        .max()
        .orElse(1);
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + (1 << 20) - 1) >> 20);
  }
}
