package io.holdfast.scheduler.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one HAProxy says of its frontends and servers, read from `show servers state` (addresses
/// and forced states) and `show stat` (status and sessions). Columns are found by their names, for
/// their order differs by version.
record Listing(List<Slot> slots, Set<String> openFrontends, Set<String> frontends) {
  private static final int FORCED_DRAIN = 0x08;

  Listing {
    slots = List.copyOf(slots);
    openFrontends = Set.copyOf(openFrontends);
    frontends = Set.copyOf(frontends);
  }

  static Listing parse(String serversState, String stat) {
    var states = states(serversState);
    var slots = new ArrayList<Slot>();
    var open = new HashSet<String>();
    var frontends = new HashSet<String>();
    for (var row : stats(stat)) {
      var proxy = row.getOrDefault("pxname", "");
      switch (row.getOrDefault("svname", "")) {
        case "FRONTEND" -> {
          frontends.add(proxy);
          if (row.getOrDefault("status", "").equals("OPEN")) {
            open.add(proxy);
          }
        }
        case "BACKEND" -> {}
        default -> slot(row, states).ifPresent(slots::add);
      }
    }
    return new Listing(slots, open, frontends);
  }

  private static java.util.Optional<Slot> slot(
      Map<String, String> row, Map<String, Map<String, String>> states) {
    var backend = row.getOrDefault("pxname", "");
    var name = row.getOrDefault("svname", "");
    var state = states.get(backend + "/" + name);
    if (state == null) {
      return java.util.Optional.empty();
    }
    return java.util.Optional.of(
        new Slot(
            backend,
            name,
            state.getOrDefault("srv_addr", ""),
            row.getOrDefault("status", ""),
            (number(state.get("srv_admin_state")) & FORCED_DRAIN) != 0,
            number(row.get("scur")),
            number(row.get("stot"))));
  }

  private static Map<String, Map<String, String>> states(String text) {
    var states = new HashMap<String, Map<String, String>>();
    var columns = List.<String>of();
    for (var line : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
      if (line.startsWith("#")) {
        columns = List.of(line.substring(1).strip().split(" +"));
      } else if (!columns.isEmpty()) {
        var row = row(columns, List.of(line.split(" +")));
        states.put(row.getOrDefault("be_name", "") + "/" + row.getOrDefault("srv_name", ""), row);
      }
    }
    return states;
  }

  private static List<Map<String, String>> stats(String text) {
    var rows = new ArrayList<Map<String, String>>();
    var columns = List.<String>of();
    for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
      var cells = Arrays.asList(line.split(",", -1));
      if (line.startsWith("#")) {
        columns = Arrays.asList(line.substring(1).strip().split(",", -1));
      } else if (!columns.isEmpty()) {
        rows.add(row(columns, cells));
      }
    }
    return rows;
  }

  private static Map<String, String> row(List<String> columns, List<String> cells) {
    var row = new HashMap<String, String>();
    for (var at = 0; at < Math.min(columns.size(), cells.size()); at++) {
      row.put(columns.get(at), cells.get(at));
    }
    return row;
  }

  private static int number(@org.jspecify.annotations.Nullable String text) {
    try {
      return text == null || text.isBlank() ? 0 : Integer.parseInt(text.strip());
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }
}
