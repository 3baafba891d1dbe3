package io.holdfast.scheduler.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A known bug put in on purpose, to show that the simulator finds it: a mistake that a developer
/// could make, or that another product was shipped with. It is put around the real machines (a gate
/// that always says yes, a disk that writes later, a plan that leaves something out), never into
/// them. Names are stable.
public enum Plant {
  SKIP_QUORUM_GATE("The gate before a server is stopped always says yes."),
  LEADER_FIRST("Whoever is asked for the leader names the wrong server."),
  JOURNAL_AFTER_ACT("Records are written some time after what they announce."),
  LOCK_NOT_FENCED("Hosts do not compare the number of the lock in a step."),
  SKIP_UNDO("The undo of a failed host does nothing."),
  STOP_TWO_SERVERS("After the canary two servers of a quorum are changed at once."),
  SKIP_AGAIN_GATE("The gate before a server is disturbed once more always says yes."),
  STABLE_SINCE_WAIT("The gate after a change waits until StableSince moves, which it need not."),
  DROPPED_429_BODY("The health list is believed, by a client that drops the body of a 429."),
  DRY_RUN_WRITES("A dry run goes through the executor and writes its journal."),
  CLEANUP_NOT_HELD("Dead servers are cleaned up while the run changes them."),
  OLD_FENCE_ACCEPTED("A host still does steps under the number before the one it has seen."),
  BELIEVE_AUTOPILOT("The gate after a change believes the health list alone, which lags."),
  LEADER_ASKED_ONCE("The leader is asked for once and remembered."),
  LEASE_BY_CLOCK("Hosts count a lease by their date."),
  LEASE_LOOKS_FREE("A host says that nobody holds the lock."),
  OTHER_CLUSTER_ACCEPTED("A host does not compare the id of the site."),
  LOST_MEANS_DONE("A lost answer is taken for a good one."),
  NEW_ID_PER_TRY("A step whose answer was lost is sent again under a new id."),
  RESULTS_FORGOTTEN("A host keeps no results: a repeated step is done again."),
  TORN_TAIL_KEPT("The torn end of a journal is not cut off before the next record."),
  NO_FSYNC("The journal is never synced."),
  UNDO_WITHOUT_SET_ASIDE("The undo leaves the data that the new version wrote."),
  COPY_IN_PLACE("A copy is laid down in its place and not beside it."),
  OLD_COPY_REMOVED("The old copy is removed as soon as the link names the new one."),
  UNDO_DELETES_DATA("The undo deletes the data folder."),
  SECRET_IN_EVIDENCE("The evidence of a failure quotes the file that was to be written."),
  UNVERIFIED_BLOB("What a host received is not compared with its digest."),
  ROLLBACK_OF_SERVERS("The plan of a way back knows no rule by which servers stay."),
  CLIENTS_FIRST("The plan has the clients before the servers."),
  REMOVE_TWO_AT_ONCE("Hosts that leave are all stopped before the first one is forgotten."),
  REMOVE_WITHOUT_LEAVE("A host that leaves is stopped, and no product is told of it."),
  REMOVE_UNEMPTIED("A worker that leaves is stopped with its work."),
  RECOVER_ONE_BY_ONE("A cold start waits for each server before it starts the next."),
  PEERS_OF_ALL("What is left of a quorum is told the lost servers as voters, too."),
  LOST_UNSEEN("Nobody looks whether servers that are given up for lost are there."),
  OTHERS_BEGIN_EMPTY("Of what is left of a quorum only the first server keeps its data."),
  SKIP_SOAK("Nothing is watched for longer than one look."),
  LOCK_LOST_IGNORED("The run goes on when it has lost the lock."),
  SKIP_TRAFFIC_GATE("Nobody asks whether other hosts serve before one is drained."),
  PING_ONLY("A changed server counts as back when its process is there."),
  REHEARSAL_IGNORED("A rehearsal that has failed is taken for a good one."),
  SKIP_SNAPSHOT("The plan changes servers and saves nothing of what they hold before."),
  NO_REHEARSAL("The plan saves the state of servers, and rehearses no version with it."),
  SAVED_ONCE("A program that goes on with a run counts on what one before it has saved."),
  RECOVER_LED_TOO("A recovery stops the servers of a quorum that somebody leads, too.");

  private final String sentence;

  Plant(String sentence) {
    this.sentence = sentence;
  }

  /// The mistake in one sentence.
  public String sentence() {
    return sentence;
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
