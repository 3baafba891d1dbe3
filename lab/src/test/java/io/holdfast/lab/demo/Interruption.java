package io.holdfast.lab.demo;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What happens to the installer, or to its hosts, at a moment of an upgrade: the first event of a
/// kind whose path matches.
record Interruption(Deed deed, String kind, Pattern path) {
  /// What is done to it.
  enum Deed {
    /// `kill -9` of the installer; `resume` goes on from the same folder.
    KILL,
    /// The same, and `attach` and `resume` go on from another folder with another state.
    KILL_AND_ATTACH,
    /// `kill -9` of everything of its logins on all hosts and the jump host.
    CUT_SESSIONS,
    /// Somebody else starts an upgrade meanwhile, from another folder with another state. Nothing
    /// else happens until he is refused: whoever lost the lock by that would let him in.
    SECOND_OPERATOR,
    /// The content store of a server has no room left, until the program has ended.
    FILL_DISK,
    /// The host of the event is booted.
    REBOOT,
    /// SIGSTOP of a product's server on another host than that of the event, until the program has
    /// ended.
    FREEZE_ANOTHER
  }

  Interruption(Deed deed, String kind, String path) {
    this(deed, kind, Pattern.compile(path));
  }

  /// What may befall hosts, links and people, in the order in which an upgrade comes by; `servers`
  /// and `workers` are the groups of the engine.
  static List<Interruption> ofHosts(String servers, String workers) {
    return List.of(
        new Interruption(Deed.FILL_DISK, "run-started", ""),
        new Interruption(Deed.CUT_SESSIONS, "step-started", "/stage/../copies"),
        new Interruption(Deed.REBOOT, "step-started", "/consul-servers/s./swap"),
        new Interruption(Deed.FREEZE_ANOTHER, "host-done", "/consul-servers"),
        new Interruption(Deed.CUT_SESSIONS, "step-done", "/consul-servers/s./swap"),
        new Interruption(Deed.SECOND_OPERATOR, "step-started", "/consul-servers/s./swap"),
        new Interruption(Deed.KILL_AND_ATTACH, "step-started", servers + "/s./swap"),
        new Interruption(Deed.FREEZE_ANOTHER, "host-done", servers),
        new Interruption(Deed.REBOOT, "step-started", servers + "/s./swap"),
        new Interruption(Deed.CUT_SESSIONS, "step-started", workers + "/w2/swap"));
  }

  static boolean isAll() {
    return "all".equals(System.getProperty("holdfast.check"));
  }

  /// The part of the plan in which it strikes; before all others the files go to the hosts.
  String stage() {
    var parts = path.pattern().split("/", 3);
    return parts.length < 2 ? "stage" : parts[1];
  }

  boolean isAt(JsonNode event) {
    return event.path("kind").asString("").equals(kind)
        && path.matcher(event.path("path").asString("")).matches();
  }

  @Override
  public String toString() {
    return deed + " at " + kind + " " + path;
  }
}
