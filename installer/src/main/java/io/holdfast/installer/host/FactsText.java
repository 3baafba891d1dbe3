package io.holdfast.installer.host;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the lines of `facts.sh`. A line it does not know is left aside: an older controller may
/// ask a newer script.
final class FactsText {
  private final SortedMap<String, String> single = new TreeMap<>();
  private final SortedMap<String, String> current = new TreeMap<>();
  private final SortedMap<String, List<String>> copies = new TreeMap<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final SortedMap<String, UnitReading> units = new TreeMap<>();
  private final SortedMap<String, String> packages = new TreeMap<>();
  private final SortedMap<String, PlaceReading> places = new TreeMap<>();
  private final SortedMap<String, String> mountOptions = new TreeMap<>();
  private final SortedMap<String, List<String>> listening = new TreeMap<>();
  private final SortedMap<String, String> tools = new TreeMap<>();
  private final SortedSet<String> existing = new TreeSet<>();
  private final SortedMap<String, List<String>> answers = new TreeMap<>();
  private final List<String> sockets = new ArrayList<>();

  static HostFacts parse(List<String> lines, long clockOffsetMs, long roundTripMs) {
    var text = new FactsText();
    lines.forEach(line -> text.take(line.split("\t", -1)));
    return text.facts(clockOffsetMs, roundTripMs);
  }

  private void take(String[] fields) {
    switch (fields[0]) {
      case "current" -> current.put(field(fields, 1), field(fields, 2));
      case "copy" ->
          copies.computeIfAbsent(field(fields, 1), key -> new ArrayList<>()).add(field(fields, 2));
      case "file" -> files.put(field(fields, 1), field(fields, 2));
      case "unit" -> units.put(field(fields, 1), unit(fields));
      case "package" -> packages.put(field(fields, 1), field(fields, 2));
      case "place" -> place(fields);
      case "listens" -> listens(field(fields, 1), field(fields, 2));
      case "socket" -> sockets.add(field(fields, 1));
      case "tool" -> tools.put(field(fields, 1), field(fields, 2));
      case "exists" -> existing.add(field(fields, 1));
      case "answer" ->
          answers.put(
              field(fields, 1), List.of(fields).subList(Math.min(2, fields.length), fields.length));
      case "os" -> {
        single.put("os", field(fields, 1));
        single.put("osVersion", field(fields, 2));
      }
      default -> single.put(fields[0], field(fields, 1));
    }
  }

  private static UnitReading unit(String[] fields) {
    return new UnitReading(
        field(fields, 2),
        field(fields, 3).startsWith("enabled"),
        number(field(fields, 4)),
        number(field(fields, 5)) / 1000);
  }

  private void place(String[] fields) {
    places.put(
        field(fields, 1),
        new PlaceReading(field(fields, 2), number(field(fields, 3)), number(field(fields, 4))));
    mountOptions.put(field(fields, 1), field(fields, 5));
  }

  /// `local` is as the kernel prints it: the address in hex, a colon, the port in hex.
  private void listens(String protocol, String local) {
    var colon = local.lastIndexOf(':');
    if (colon > 0) {
      var port = protocol + ":" + Integer.parseInt(local.substring(colon + 1), 16);
      listening
          .computeIfAbsent(port, key -> new ArrayList<>())
          .add(address(local.substring(0, colon)));
    }
  }

  private static String address(String hex) {
    if (hex.length() != 8) {
      return hex.chars().allMatch(digit -> digit == '0') ? "::" : hex;
    }
    var parts = new ArrayList<String>();
    for (var at = 6; at >= 0; at -= 2) {
      parts.add(Integer.toString(Integer.parseInt(hex.substring(at, at + 2), 16)));
    }
    return String.join(".", parts);
  }

  private static String field(String[] fields, int at) {
    return at < fields.length ? fields[at] : "";
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private String one(String key) {
    return single.getOrDefault(key, "");
  }

  private HostFacts facts(long clockOffsetMs, long roundTripMs) {
    var reading =
        new HostReading(
            siteId(),
            one("machine"),
            one("boot"),
            uptimeMs(),
            number(one("clock")),
            number(one("memory")) * 1024,
            (int) number(one("cpus")),
            current,
            copies,
            files,
            units,
            packages,
            places,
            new TreeMap<>(),
            firewallLoaded());
    return new HostFacts(
        reading,
        one("name"),
        one("os"),
        one("osVersion"),
        one("arch"),
        clockOffsetMs,
        roundTripMs,
        listening,
        sockets,
        mountOptions,
        tools,
        existing,
        answers);
  }

  private long uptimeMs() {
    var text = one("uptime");
    return text.matches("[0-9]+(\\.[0-9]+)?") ? (long) (Double.parseDouble(text) * 1000) : 0;
  }

  private Optional<Boolean> firewallLoaded() {
    return Optional.of(one("firewall")).filter(said -> !said.isEmpty()).map("loaded"::equals);
  }

  private Optional<String> siteId() {
    var text = one("site");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var id = Json.readTree(text).path("siteId").asString("");
    return id.isEmpty() ? Optional.of("unreadable") : Optional.of(id);
  }
}
