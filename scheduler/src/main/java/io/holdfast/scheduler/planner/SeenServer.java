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
/// addresses of the voters that a `peers.json` names which its next start reads. `left` says that
/// all of ours is switched off there, as on a host that was taken out of the cluster.
public record SeenServer(
    String host,
    Optional<String> silence,
    boolean gone,
    String unit,
    boolean hasData,
    String version,
    String id,
    String written,
    List<String> told,
    boolean left) {
  public SeenServer {
    told = List.copyOf(told);
  }

  /// One that belongs to the cluster and that no `peers.json` waits for.
  public SeenServer(
      String host,
      Optional<String> silence,
      boolean gone,
      String unit,
      boolean hasData,
      String version,
      String id,
      String written) {
    this(host, silence, gone, unit, hasData, version, id, written, List.of(), false);
  }

  /// One whose host does not answer.
  public static SeenServer silent(String host, String why, boolean gone) {
    return new SeenServer(host, Optional.of(why), gone, "", false, "", "", "");
  }

  public boolean answers() {
    return silence.isEmpty();
  }

  /// The same, taken out of the cluster or not.
  public SeenServer withLeft(boolean hasLeft) {
    return new SeenServer(host, silence, gone, unit, hasData, version, id, written, told, hasLeft);
  }

  /// Whether starting its process brings a voter back, now or once it runs. One that left is not
  /// started by accident: those that stay have forgotten it.
  public boolean canVote() {
    return keepsData() && !version.isEmpty() && !left;
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
    var standing = left ? data + ", left the cluster: all of ours is switched off" : data;
    return told.isEmpty()
        ? standing
        : standing + ", to start with peers.json, which names " + String.join(", ", told);
  }
}
