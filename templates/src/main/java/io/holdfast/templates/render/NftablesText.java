package io.holdfast.templates.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The rules of a host in the language of `nft`: as a table of their own, and as lines for the
/// chain that drops.
///
/// Both are needed, for nftables asks every base chain of a hook: an accept ends one chain and not
/// the next, a drop ends all (nft(8), "VERDICT STATEMENTS"). Sets cannot be shared between tables,
/// so the lines for another chain carry their addresses themselves.
public final class NftablesText {
  /// Ours, in the family `inet`; a chain of ours inside other tables has the same name.
  public static final String TABLE = "holdfast";

  private final HostFirewall firewall;

  private NftablesText(HostFirewall firewall) {
    this.firewall = firewall;
  }

  /// A whole file for `nft -f`, with everything said that somebody who loads it has to know.
  public static List<String> file(HostFirewall firewall) {
    var text = new NftablesText(firewall);
    var lines = new ArrayList<String>(text.heading());
    lines.addAll(text.table());
    lines.addAll(text.paste());
    return lines;
  }

  private List<String> heading() {
    var lines = new ArrayList<String>();
    lines.add("# The ports of " + firewall.title() + " in site " + firewall.site().site() + ".");
    firewall.unopened().forEach(line -> lines.add("# " + line));
    lines.addAll(loading());
    return lines;
  }

  private List<String> loading() {
    return List.of(
        "# Made by: holdfast requirements SITE --firewall nftables --host "
            + firewall.host().name(),
        "#",
        "# Everything below only accepts; there is no drop and no policy that could lock anybody"
            + " out.",
        "#   nft -c -f FILE    look whether it can be loaded",
        "#   nft -f FILE       load it, in the place of what an earlier one loaded",
        "#",
        "# IMPORTANT: in nftables every base chain of the input hook is asked, and one drop is"
            + " enough.",
        "# An accept in this table does NOT override a drop in another one. Where this host has a"
            + " chain",
        "# that drops (usually \"chain input\" of \"table inet filter\" in /etc/nftables.conf),"
            + " paste the",
        "# lines at the end of this file into that chain, above its last drop. Then this table is"
            + " not",
        "# needed. Where firewalld runs, use neither: holdfast requirements SITE --firewall"
            + " firewalld",
        "");
  }

  /// Only the table, for `nft -f`.
  static List<String> table(HostFirewall firewall) {
    return new NftablesText(firewall).table();
  }

  /// The accepts as rules that need no set, one in each line.
  static List<String> openings(HostFirewall firewall) {
    return new NftablesText(firewall).openings();
  }

  /// Loaded again it takes its own place: a table must be there to be deleted, so it is made first.
  private List<String> table() {
    var lines = new ArrayList<String>();
    lines.add("add table inet " + TABLE);
    lines.add("delete table inet " + TABLE);
    lines.add("table inet " + TABLE + " {");
    for (var source : firewall.sources()) {
      var addresses = firewall.addresses(source);
      if (!addresses.isEmpty()) {
        lines.add("  set " + source + " {");
        lines.add("    type ipv4_addr");
        lines.add("    elements = { " + String.join(", ", addresses) + " }");
        lines.add("  }");
      }
    }
    lines.add("  chain input {");
    lines.add("    type filter hook input priority filter; policy accept;");
    for (var source : firewall.sources()) {
      var from = firewall.addresses(source).isEmpty() ? "" : "ip saddr @" + source + " ";
      reasons(source, "    ", lines);
      accepts(source, from).forEach(rule -> lines.add("    " + rule));
    }
    lines.add("  }");
    lines.add("}");
    return lines;
  }

  private List<String> paste() {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        "# For a chain that drops, to be pasted above its last drop without the leading \"# \":");
    openings().forEach(rule -> lines.add("# " + rule));
    return lines;
  }

  private List<String> openings() {
    var lines = new ArrayList<String>();
    for (var source : firewall.sources()) {
      var addresses = firewall.addresses(source);
      var from = addresses.isEmpty() ? "" : "ip saddr { " + String.join(", ", addresses) + " } ";
      lines.addAll(accepts(source, from));
    }
    return lines;
  }

  private void reasons(String source, String indent, List<String> lines) {
    lines.add(indent + "# from " + who(source));
    firewall
        .from(source)
        .forEach(
            rule ->
                lines.add(indent + "#   " + word(rule) + " " + rule.port() + "  " + rule.why()));
  }

  private String who(String source) {
    return switch (source) {
      case FirewallRule.ADMIN -> "the jump host";
      case FirewallRule.USERS -> "anybody who uses the services";
      default -> "every host with the role " + source;
    };
  }

  /// One accept for each protocol, with all its ports.
  private List<String> accepts(String source, String from) {
    var lines = new ArrayList<String>();
    for (var protocol : PortUse.Protocol.values()) {
      var ports =
          firewall.from(source).stream()
              .filter(rule -> rule.protocol() == protocol)
              .map(rule -> Integer.toString(rule.port()))
              .collect(Collectors.joining(", "));
      if (!ports.isEmpty()) {
        var word = protocol.name().toLowerCase(Locale.ROOT);
        lines.add(from + word + " dport { " + ports + " } accept");
      }
    }
    return lines;
  }

  private static String word(FirewallRule rule) {
    return rule.protocol().name().toLowerCase(Locale.ROOT);
  }
}
