package io.holdfast.lab.demo;

import io.holdfast.lab.demo.Interruption.Deed;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.stream.Stream;

/// The interruptions of the main story: two that its later chapters rest on, and two that the
/// commit draws, so that over time the builds meet all of them. Of these one ends the program or
/// boots a host, the other cuts connections, each in another stage, so that every draw takes about
/// as long. Frozen servers are waited for too long: they are left to `./build check --all`.
record InterruptionSample(String commit) {
  private static final int DIGITS = 12;
  private static final int HEX = 16;

  private static final Interruption RIVAL =
      new Interruption(Deed.SECOND_OPERATOR, "step-started", "/consul-servers/s./swap");
  private static final Interruption TAKEN_OVER =
      new Interruption(Deed.KILL_AND_ATTACH, "step-done", "/docker-workers/w./drain");

  /// In the order in which an upgrade on Swarm comes by, those that are always tried among them.
  static final List<Interruption> ALL =
      List.of(
          new Interruption(Deed.FILL_DISK, "run-started", ""),
          new Interruption(Deed.KILL, "run-started", ""),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/stage/../copies"),
          new Interruption(Deed.KILL, "step-done", "/stage/../copies"),
          new Interruption(Deed.KILL, "step-started", "/consul-servers/s./swap"),
          new Interruption(Deed.REBOOT, "step-started", "/consul-servers/s./swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-done", "/consul-servers/s./swap"),
          RIVAL,
          new Interruption(Deed.KILL, "step-started", "/docker-managers/s./swap"),
          new Interruption(Deed.REBOOT, "step-started", "/docker-managers/s./swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/docker-managers/s./swap"),
          new Interruption(Deed.KILL, "step-done", "/docker-managers/s./swap"),
          TAKEN_OVER,
          new Interruption(Deed.KILL, "step-started", "/docker-workers/w./swap"),
          new Interruption(Deed.CUT_SESSIONS, "step-started", "/docker-workers/w2/swap"));

  private record Pair(Interruption end, Interruption cut) {}

  /// In the order in which the upgrade comes by.
  List<Interruption> drawn() {
    var pairs = ends().flatMap(InterruptionSample::pairs).toList();
    var number = Long.parseLong(Sha256.of(commit).substring(0, DIGITS), HEX);
    var pair = pairs.get(Math.floorMod(number, pairs.size()));
    var chosen = List.of(RIVAL, TAKEN_OVER, pair.end(), pair.cut());
    return ALL.stream().filter(chosen::contains).toList();
  }

  private static Stream<Interruption> ends() {
    return ALL.stream().filter(it -> !isFixed(it) && it.deed() != Deed.CUT_SESSIONS);
  }

  private static Stream<Pair> pairs(Interruption end) {
    return ALL.stream()
        .filter(it -> it.deed() == Deed.CUT_SESSIONS && !it.stage().equals(end.stage()))
        .map(cut -> new Pair(end, cut));
  }

  private static boolean isFixed(Interruption interruption) {
    return interruption.equals(RIVAL) || interruption.equals(TAKEN_OVER);
  }

  @Override
  public String toString() {
    return "Drawn by " + commit + " (-Dholdfast.commit draws others): " + drawn();
  }
}
