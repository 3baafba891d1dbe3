package io.holdfast.templates.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The rules of a host as files of firewalld: a set of addresses and a service for each role that
/// connects, and one policy that accepts the one from the other.
///
/// A policy and not a zone: a zone that is bound to addresses takes all of their traffic away from
/// the zone of the interface, and with it whatever that one lets through, ssh included. A policy
/// from ANY to HOST with a priority below zero is asked before the zones and hands on what it does
/// not accept (firewalld.policies(5), firewalld.policy(5); firewalld 0.9 and newer, which brings
/// such a policy itself: allow-host-ipv6).
public final class FirewalldText {
  static final String ETC = "/etc/firewalld/";
  private static final String PREFIX = "holdfast-";
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

  private final HostFirewall firewall;

  private FirewalldText(HostFirewall firewall) {
    this.firewall = firewall;
  }

  /// Text by absolute path.
  public static SortedMap<String, String> files(HostFirewall firewall) {
    var text = new FirewalldText(firewall);
    var files = new TreeMap<String, String>();
    for (var source : firewall.sources()) {
      files.put(ETC + "services/" + PREFIX + source + ".xml", joined(text.service(source)));
      if (!firewall.addresses(source).isEmpty()) {
        files.put(ETC + "ipsets/" + PREFIX + source + ".xml", joined(text.addresses(source)));
      }
    }
    files.put(ETC + "policies/holdfast.xml", joined(text.policy()));
    return files;
  }

  /// A script for `sh` that lays these files down and has firewalld look at them. It does not load
  /// them: that is for whoever knows whether something would be lost.
  public static List<String> script(HostFirewall firewall) {
    var lines = new ArrayList<String>();
    lines.addAll(
        List.of(
            "#!/bin/sh",
            "# The ports of " + firewall.title() + " in site " + firewall.site().site() + "."));
    firewall.unopened().forEach(line -> lines.add("# " + line));
    lines.addAll(
        List.of(
            "# Made by: holdfast requirements SITE --firewall firewalld --host "
                + firewall.host().name(),
            "#",
            "# Everything below only accepts; no zone, no interface and no default is changed. It"
                + " needs",
            "# firewalld 0.9 or newer. It lays the files down and checks them; then load them"
                + " yourself:",
            "#   firewall-cmd --reload",
            "# IMPORTANT: a reload forgets what was only set at run time. Look first whether all of"
                + " that,",
            "# ssh above all, is permanent too: firewall-cmd --list-all; firewall-cmd --permanent"
                + " --list-all",
            "set -eu",
            "umask 022",
            "mkdir -p " + ETC + "ipsets " + ETC + "services " + ETC + "policies",
            "rm -f " + ETC + "ipsets/" + PREFIX + "*.xml " + ETC + "services/" + PREFIX + "*.xml"));
    files(firewall)
        .forEach(
            (path, text) -> {
              lines.add("cat >" + path + " <<'END'");
              lines.addAll(text.lines().toList());
              lines.add("END");
            });
    lines.add("firewall-cmd --check-config");
    return lines;
  }

  private List<String> service(String source) {
    var lines = new ArrayList<String>(List.of(HEAD, "<service>"));
    lines.add("  <short>Holdfast: " + source + "</short>");
    lines.add("  <description>" + xml(reasons(source)) + "</description>");
    for (var rule : firewall.from(source)) {
      lines.add(
          "  <port protocol=\"%s\" port=\"%d\"/>"
              .formatted(rule.protocol().name().toLowerCase(Locale.ROOT), rule.port()));
    }
    lines.add("</service>");
    return lines;
  }

  private String reasons(String source) {
    return firewall.from(source).stream()
        .map(rule -> rule.port() + " " + rule.why())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private List<String> addresses(String source) {
    var lines = new ArrayList<String>(List.of(HEAD, "<ipset type=\"hash:ip\">"));
    lines.add("  <short>Holdfast: " + source + "</short>");
    firewall.addresses(source).forEach(address -> lines.add("  <entry>" + address + "</entry>"));
    lines.add("</ipset>");
    return lines;
  }

  private List<String> policy() {
    var lines = new ArrayList<String>(List.of(HEAD));
    lines.add("<policy priority=\"-100\" target=\"CONTINUE\">");
    lines.add("  <short>Holdfast</short>");
    lines.add("  <ingress-zone name=\"ANY\"/>");
    lines.add("  <egress-zone name=\"HOST\"/>");
    for (var source : firewall.sources()) {
      var anybody = firewall.addresses(source).isEmpty();
      lines.add("  <rule family=\"ipv4\">");
      if (!anybody) {
        lines.add("    <source ipset=\"" + PREFIX + source + "\"/>");
      }
      lines.add("    <service name=\"" + PREFIX + source + "\"/>");
      lines.add("    <accept/>");
      lines.add("  </rule>");
    }
    lines.add("</policy>");
    return lines;
  }

  private static String xml(String text) {
    var escapes = Map.of('&', "&amp;", '<', "&lt;", '>', "&gt;");
    return text.chars()
        .mapToObj(c -> escapes.getOrDefault((char) c, String.valueOf((char) c)))
        .collect(Collectors.joining());
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
