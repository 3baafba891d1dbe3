package io.holdfast.lab.demo;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What happens to the installer at a moment of an upgrade: the first event of a kind about steps
/// whose path matches.
record Interruption(Deed deed, String kind, Pattern path) {
  /// What is done to it.
  enum Deed {
    /// `kill -9` of the installer; `resume` goes on from the same folder.
    KILL,
    /// The same, and `attach` and `resume` go on from another folder with another state.
    KILL_AND_ATTACH,
    /// `kill -9` of everything of its logins on all hosts and the jump host.
    CUT_SESSIONS,
    /// Somebody else starts an upgrade meanwhile, from another folder with another state.
    SECOND_OPERATOR
  }

  private static final List<Interruption> SAMPLE =
      List.of(
          new Interruption(Deed.SECOND_OPERATOR, "step-started", "/consul-servers/s./swap"),
          new Interruption(Deed.KILL, "step-started", "/consul-servers/s./swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/docker-managers/s./swap"),
          new Interruption(Deed.KILL_AND_ATTACH, "step-done", "/docker-workers/w./drain"));

  private static final List<Interruption> ALL =
      List.of(
          new Interruption(Deed.KILL, "step-done", "/stage/../blobs"),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/stage/../copies"),
          new Interruption(Deed.KILL, "step-started", "/consul-servers/s./swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-done", "/consul-servers/s./swap"),
          new Interruption(Deed.KILL, "step-done", "/consul-servers/s./swap"),
          new Interruption(Deed.SECOND_OPERATOR, "step-started", "/consul-clients/w1/drain"),
          new Interruption(Deed.KILL, "step-started", "/docker-managers/s./swap"),
          new Interruption(Deed.KILL_AND_ATTACH, "step-done", "/docker-managers/s./swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/docker-managers/s./swap"),
          new Interruption(Deed.KILL, "step-done", "/docker-workers/w1/drain"),
          new Interruption(Deed.KILL, "step-done", "/docker-workers/w1/swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/docker-workers/w2/drain"),
          new Interruption(Deed.KILL, "step-started", "/docker-workers/w2/swap"),
          new Interruption(Deed.KILL, "step-started", "/load-balancers/w1/swap"),
          new Interruption(Deed.KILL, "step-started", "/load-balancers/w2/swap"));

  private Interruption(Deed deed, String kind, String path) {
    this(deed, kind, Pattern.compile(path));
  }

  /// In the order in which an upgrade comes by: all of them with `holdfast.check=all`.
  static List<Interruption> chosen() {
    return isAll() ? ALL : SAMPLE;
  }

  static boolean isAll() {
    return "all".equals(System.getProperty("holdfast.check"));
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
