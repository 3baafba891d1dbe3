package io.holdfast.scheduler.planner;

import java.util.List;
import java.util.Optional;

/// What the host of one server tells of its part in a quorum, without asking the product.
///
/// `silence` says why the host tells nothing; `gone` that nobody is at its address any more, or
/// another machine, for one that refuses a login is still there. `unit` is the state of the
/// server's unit as systemd names it. `version` is that of its programs, empty where they are
/// missing. `id` is its raft id, empty where the product has none that is read from a disk.
/// `written` says for people how far its data goes, empty where there is none. `told` are the
/// addresses of the voters that a `peers.json` names which its next start reads.
public record SeenServer(
    String host,
    Optional<String> silence,
    boolean gone,
    String unit,
    boolean hasData,
    String version,
    String id,
    String written,
    List<String> told) {
  public SeenServer {
    told = List.copyOf(told);
  }

  /// One that no `peers.json` waits for.
  public SeenServer(
      String host,
      Optional<String> silence,
      boolean gone,
      String unit,
      boolean hasData,
      String version,
      String id,
      String written) {
    this(host, silence, gone, unit, hasData, version, id, written, List.of());
  }

  /// One whose host does not answer.
  public static SeenServer silent(String host, String why, boolean gone) {
    return new SeenServer(host, Optional.of(why), gone, "", false, "", "", "");
  }

  public boolean answers() {
    return silence.isEmpty();
  }

  /// Whether starting its process brings a voter back, now or once it runs.
  public boolean canVote() {
    return keepsData() && !version.isEmpty();
  }

  /// Whether it would be a voter again once it had its programs.
  public boolean lacksPrograms() {
    return keepsData() && version.isEmpty();
  }

  /// Whether its host shows data that are not lost.
  public boolean keepsData() {
    return answers() && hasData;
  }

  public boolean runs() {
    return unit.equals("active");
  }

  /// As one line for people, without the name of the host.
  public String words() {
    if (silence.isPresent()) {
      return "no answer: " + silence.get();
    }
    var parts = (version.isEmpty() ? "" : version + ", ") + (unit.isEmpty() ? "no unit" : unit);
    var programs = version.isEmpty() && hasData ? ", programs missing" : "";
    var data = hasData ? parts + ", data " + written + programs : parts + ", no data";
    return told.isEmpty()
        ? data
        : data + ", to start with peers.json, which names " + String.join(", ", told);
  }
}
