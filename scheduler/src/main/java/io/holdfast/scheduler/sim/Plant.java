package io.holdfast.scheduler.sim;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A known bug put in on purpose, to show that the simulator finds it: a mistake that a developer
/// could make, or that another product was shipped with. It is put around the real machines (a gate
/// that always says yes, a disk that writes later, a plan that leaves something out), never into
/// them. Names are stable.
public enum Plant {
  SKIP_QUORUM_GATE("The gate before a server is stopped always says yes.", Promise.KEEPS_QUORUM),
  LEADER_FIRST("Whoever is asked for the leader names the wrong server.", Promise.LEADER_LAST),
  JOURNAL_AFTER_ACT("Records are written some time after what they announce.", Promise.ANNOUNCED),
  LOCK_NOT_FENCED("Hosts do not compare the number of the lock in a step.", Promise.OLD_FENCE),
  SKIP_UNDO("The undo of a failed host does nothing.", Promise.NAMED_STATE),
  STOP_TWO_SERVERS(
      "After the canary two servers of a quorum are changed at once.",
      Promise.ONE_AT_A_TIME,
      Promise.NEXT_AFTER_GATES,
      Promise.KEEPS_QUORUM),
  SKIP_AGAIN_GATE(
      "The gate before a server is disturbed once more always says yes.", Promise.KEEPS_QUORUM),
  STABLE_SINCE_WAIT(
      "The gate after a change waits until StableSince moves, which it need not.",
      Promise.ENDS,
      Promise.SAME_END),
  DROPPED_429_BODY(
      "The health list is believed, by a client that drops the body of a 429.",
      Promise.KEEPS_QUORUM),
  DRY_RUN_WRITES(
      "A dry run goes through the executor and writes its journal.",
      Promise.DRY_RUN_WRITES_NOTHING),
  CLEANUP_NOT_HELD(
      "Nobody asks how many servers a quorum knows of, and clean-up takes out one that is changed.",
      Promise.PLANNED_MEMBERS),
  OLD_FENCE_ACCEPTED(
      "A host still does steps under the number before the one it has seen.", Promise.OLD_FENCE),
  BELIEVE_AUTOPILOT(
      "The gate after a change believes the health list alone, which lags.",
      Promise.NEXT_AFTER_GATES),
  LEADER_ASKED_ONCE("The leader is asked for once and remembered.", Promise.LEADER_LAST),
  LEASE_BY_CLOCK("Hosts count a lease by their date.", Promise.ONE_LOCK),
  LEASE_LOOKS_FREE("A host says that nobody holds the lock.", Promise.ONE_LOCK),
  OTHER_CLUSTER_ACCEPTED("A host does not compare the id of the site.", Promise.OWN_CLUSTER),
  LOST_MEANS_DONE("A lost answer is taken for a good one.", Promise.SAME_END, Promise.NAMED_STATE),
  NEW_ID_PER_TRY("A step whose answer was lost is sent again under a new id.", Promise.ONCE),
  RESULTS_FORGOTTEN("A host keeps no results: a repeated step is done again.", Promise.ONCE),
  TORN_TAIL_KEPT(
      "The torn end of a journal is not cut off before the next record.", Promise.JOURNAL_WHOLE),
  NO_FSYNC("The journal is never synced.", Promise.ANNOUNCED),
  UNDO_WITHOUT_SET_ASIDE("The undo leaves the data that the new version wrote.", Promise.ENDS),
  COPY_IN_PLACE("A copy is laid down in its place and not beside it.", Promise.WHOLE_LINKS),
  OLD_COPY_REMOVED(
      "The old copy is removed as soon as the link names the new one.", Promise.WAY_BACK),
  UNDO_DELETES_DATA("The undo deletes the data folder.", Promise.DATA_STAYS),
  SECRET_IN_EVIDENCE(
      "The evidence of a failure quotes the file that was to be written.", Promise.NO_SECRET),
  UNVERIFIED_BLOB("What a host received is not compared with its digest.", Promise.ONLY_VERIFIED),
  ROLLBACK_OF_SERVERS(
      "The plan of a way back knows no rule by which servers stay.", Promise.NOT_OLDER),
  CLIENTS_FIRST("The plan has the clients before the servers.", Promise.SKEW),
  REMOVE_TWO_AT_ONCE(
      "Hosts that leave are all stopped before the first one is forgotten.",
      Promise.ONE_AT_A_TIME,
      Promise.KEEPS_QUORUM),
  REMOVE_WITHOUT_LEAVE(
      "A host that leaves is stopped, and no product is told of it.", Promise.MEMBERS_AS_WANTED),
  REMOVE_UNEMPTIED("A worker that leaves is stopped with its work.", Promise.EMPTIED_FIRST),
  RECOVER_ONE_BY_ONE("A cold start waits for each server before it starts the next.", Promise.ENDS),
  RECOVER_FEWEST(
      "A recovery starts no more servers than a majority, and waits for none.", Promise.ENDS),
  COLD_START_EMPTY(
      "A cold start lets all servers but the first begin without their data.",
      Promise.KEEPS_ENTRIES),
  PEERS_OF_ALL(
      "What is left of a quorum is told the lost servers as voters, too.",
      Promise.ENDS,
      Promise.MEMBERS_AS_WANTED),
  LOST_UNSEEN(
      "Nobody looks whether servers that are given up for lost are there.", Promise.ONE_CLUSTER),
  LOST_NOT_REQUIRED(
      "Servers are given up by name, and nobody asks whether they are lost.", Promise.ONE_CLUSTER),
  OTHERS_BEGIN_EMPTY(
      "Of what is left of a quorum only the first server keeps its data.", Promise.KEEPS_ENTRIES),
  SKIP_SOAK("Nothing is watched for longer than one look.", Promise.CANARY_FIRST),
  LOCK_LOST_IGNORED("The run goes on when it has lost the lock.", Promise.ONE_LOCK),
  SKIP_TRAFFIC_GATE("Nobody asks whether other hosts serve before one is drained.", Promise.SERVES),
  PING_ONLY("A changed server counts as back when its process is there.", Promise.NEXT_AFTER_GATES),
  REHEARSAL_IGNORED(
      "A rehearsal that has failed is taken for a good one.", Promise.HEEDS_REHEARSAL),
  SKIP_SNAPSHOT(
      "The plan changes servers and saves nothing of what they hold before.", Promise.SAVED_FIRST),
  NO_REHEARSAL(
      "The plan saves the state of servers, and rehearses no version with it.",
      Promise.REHEARSED_FIRST),
  SAVED_ONCE(
      "A program that goes on with a run counts on what one before it has saved.",
      Promise.SAVED_FIRST),
  RECOVER_LED_TOO(
      "A recovery stops the servers of a quorum that somebody leads, too.",
      Promise.ONE_AT_A_TIME,
      Promise.KEEPS_QUORUM);

  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // a set that nobody can change
  private final Set<Promise> breaks;

  Plant(String sentence, Promise first, Promise... others) {
    this.sentence = sentence;
    this.breaks = Collections.unmodifiableSet(EnumSet.of(first, others));
  }

  /// The mistake in one sentence.
  public String sentence() {
    return sentence;
  }

  /// The promises that it breaks, of which one must be found broken: that some mistake was noticed
  /// somewhere says nothing of the check that is meant.
  public Set<Promise> breaks() {
    return breaks;
  }

  /// Whether a run with it has found it.
  public boolean isFoundBy(SimResult result) {
    return result.promise().filter(breaks::contains).isPresent();
  }

  /// As it is given on the command line, such as `skip-quorum-gate`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Plant> find(String text) {
    return Arrays.stream(values()).filter(plant -> plant.text().equals(text)).findFirst();
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(Plant::text).toList();
  }
}
