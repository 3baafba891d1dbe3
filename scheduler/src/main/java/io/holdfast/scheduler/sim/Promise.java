package io.holdfast.scheduler.sim;

import java.util.Locale;

/// What is checked, and where it is promised: `design` is the number in the list of ten promises,
/// `list` the number in the simulator's own list of what must always hold.
public enum Promise {
  ONLY_VERIFIED("1", "9", "Nothing unverified is laid down or run."),
  ONLY_THE_PLAN("2", "3", "No step takes effect that the approved plan does not hold."),
  KEEPS_QUORUM("3", "1", "A server is touched only while the cluster can lose it."),
  ONE_AT_A_TIME("3", "1", "Never two servers of a quorum down by the run."),
  ONE_CLUSTER("3", "1", "Never two quorums of one product."),
  MEMBERS_AS_WANTED("3", "1", "The members at the end are exactly those that shall be."),
  LEADER_LAST("3", "2", "The leader is changed last."),
  NEXT_AFTER_GATES("3", "2", "The next host is begun when the gates of the one before were met."),
  CANARY_FIRST("4", "15", "Nobody but the canary was touched when it was put back."),
  NAMED_STATE("4", "15", "Every host stands where the outcome says."),
  SAME_END("5", "5", "A run that was killed ends like an undisturbed one."),
  ENDS("5", "18", "A run ends."),
  ONCE("5", "4", "A step takes effect once, however often it is sent."),
  ANNOUNCED("5", "4", "Nothing is done before the journal says so, durably."),
  JOURNAL_WHOLE("5", "19", "The journal's chain is whole."),
  SECOND_CHANGES_NOTHING("6", "6", "A second run changes nothing."),
  DRY_RUN_WRITES_NOTHING("6", "6", "A dry run writes nothing."),
  SAME_PLAN("2", "3", "The same input gives the same plan."),
  WORK_STAYS("7", "16", "Work stays where the plan says so."),
  EMPTIED_FIRST("7", "16", "A host leaves when its work is elsewhere."),
  SERVES("7", "17", "Every service has a healthy backend."),
  SAYS_WHAT_NEXT("8", "15", "Every failure says what to do next."),
  PROGRESS("8", "20", "Progress never goes back, and never beyond the end."),
  NO_SECRET("9", "10", "No secret in journal, report or evidence."),
  WHOLE_LINKS("5", "7", "A link names a whole copy, always."),
  WAY_BACK("4", "8", "The old copy stays until the way back is given up."),
  DATA_STAYS("7", "11", "Data is set aside, never deleted."),
  KEEPS_ENTRIES("7", "11", "No entry is lost that a survivor has."),
  SAVED_FIRST("7", "11", "No server runs a new version before its state was saved."),
  REHEARSED_FIRST(
      "7", "11", "No server runs a new version that nobody has rehearsed, or tried to."),
  HEEDS_REHEARSAL("7", "11", "No server runs a new version that a rehearsal refused."),
  NOT_OLDER("7", "11", "No server of a quorum goes to an older version by a way back."),
  OWN_CLUSTER("2", "12", "Another cluster's host is never written to."),
  ONE_LOCK("3", "13", "One holder of the lock, and nothing done without it."),
  OLD_FENCE("3", "13", "Nothing takes effect under an older lock."),
  SKEW("3", "14", "No client runs a newer version than a server it needs."),
  PLANNED_MEMBERS("3", "1", "A run does not lose a server its place among the members."),
  NO_MISTAKE("8", "18", "The program makes no mistake of its own.");

  private final String design;
  private final String list;
  private final String sentence;

  Promise(String design, String list, String sentence) {
    this.design = design;
    this.list = list;
    this.sentence = sentence;
  }

  /// Its number among the ten promises.
  public String design() {
    return design;
  }

  /// Its number in the simulator's list.
  public String list() {
    return list;
  }

  public String sentence() {
    return sentence;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
