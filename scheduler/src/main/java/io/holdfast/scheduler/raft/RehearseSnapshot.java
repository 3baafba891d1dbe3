package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tries the target version on a copy of the saved state, on one server and apart from the cluster:
/// the version that runs takes the state alone, then the target version is started on the same
/// data, and neither may hold fewer durable things than were counted before the state was saved.
/// What goes with the members of the cluster is told and not compared: there are none.
///
/// `copies` are the staged copies, as `HOST=COPY` with commas between; `counts` the words of the
/// step that saved. Changes nothing that lasts. Where no server can hold it that is said, and the
/// run goes on; what a version does not bear stops it, and so it does once one before has `failed`:
/// only one that is held can clear it of that. No further server is asked that could take longer
/// than `deadlineMs` in all.
record RehearseSnapshot(RaftProduct product) implements Operation {
  private static final int MOST_MS = RehearsalOrder.MOST_SECONDS * 1_000;

  @Override
  public Outcome look(World world) {
    return new Outcome(true, "the saved state of " + product.name() + " is rehearsed");
  }

  @Override
  public Outcome perform(World world) {
    var copies = copies(Parameters.of(world).text("copies"));
    var refused = new ArrayList<String>();
    var total = Parameters.of(world).number("deadlineMs", 2 * MOST_MS);
    var last = world.clock().uptimeMs() + total - MOST_MS;
    for (var host : stages(world, copies, refused)) {
      if (world.clock().uptimeMs() > last) {
        refused.add(host + ": no time is left for it");
        continue;
      }
      var order = order(world, copies.getOrDefault(host, ""));
      switch (world.files().rehearse(host, order, product.id())) {
        case RehearsalAnswer.Held held -> {
          return judged(world, host, held);
        }
        case RehearsalAnswer.NotHeld not -> refused.add(host + ": " + not.why());
        case RehearsalAnswer.Failed failed -> throw failed(host, failed.what(), failed.evidence());
      }
    }
    var notHeld = RehearsalAnswer.NOT_REHEARSED + String.join("; ", refused);
    Parameters.of(world)
        .optional("failed")
        .ifPresent(
            why -> {
              throw stillFailed(why, notHeld);
            });
    return new Outcome(true, notHeld);
  }

  /// `why` are the words of the one that failed: what failed and where, then the evidence. They
  /// stay however often this is met.
  private static HoldfastException stillFailed(String why, String notHeld) {
    var words = why.split(": ", 2);
    var seen =
        words.length > 1
            ? words[1].replaceFirst("^" + RehearsalAnswer.NOT_REHEARSED + ".*\n?", "")
            : "";
    return Problem.of(ProblemId.REHEARSAL_FAILED, words[0])
        .withEvidence(notHeld + "\n" + seen)
        .asException();
  }

  private static SortedMap<String, String> copies(String text) {
    var copies = new TreeMap<String, String>();
    Arrays.stream(text.split(","))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> copies.put(pair[0], pair[1]));
    return copies;
  }

  /// Which servers could hold it, in the order of the site: those still to be changed, and the
  /// leader only where it is alone. One of another version than the leader's need not be able to
  /// read what the leader saved.
  private List<String> stages(World world, SortedMap<String, String> copies, List<String> refused) {
    var inquiry = new Inquiry(world);
    var cluster = RaftCluster.look(product, inquiry);
    var leader =
        cluster
            .leaderView()
            .orElseThrow(
                () ->
                    Refusal.silent(
                        "The servers of " + product.name() + " agree about no leader.",
                        inquiry.raw()));
    var stages = new ArrayList<String>();
    for (var view : cluster.views()) {
      var isLeader = view.host().equals(leader.host());
      if (!copies.containsKey(view.host()) || (isLeader && cluster.views().size() > 1)) {
        continue;
      }
      objection(view, leader)
          .ifPresentOrElse(
              why -> refused.add(view.host() + ": " + why), () -> stages.add(view.host()));
    }
    if (stages.isEmpty() && refused.isEmpty()) {
      refused.add("no server that is still to be changed follows the leader");
    }
    return stages;
  }

  private static Optional<String> objection(ServerView view, ServerView leader) {
    if (!view.answers()) {
      return view.trouble();
    }
    return view.version().equals(leader.version())
        ? Optional.empty()
        : Optional.of("it runs " + view.version() + ", the leader " + leader.version());
  }

  private RehearsalOrder order(World world, String copyId) {
    var token = product.asked(new Inquiry(world)).restore("").token().orElseThrow();
    var site = world.site();
    return new RehearsalOrder(
        product.id(),
        site.places().program(),
        copyId,
        site.network().datacenter(),
        token.secretName());
  }

  private Outcome judged(World world, String host, RehearsalAnswer.Held held) {
    var saved = SaveSnapshot.heldBefore(Parameters.of(world).optional("counts").orElse(""));
    requireNothingLost(host, saved, held.before(), "the saved state lacks what was there before");
    var before = Survey.parse(held.before().counts());
    requireNothingLost(host, before, held.after(), "the target version lost what the state holds");
    return new Outcome(
        true,
        "rehearsed on %s: %s took the saved state and holds %s; %s came up with the same data and holds %s"
            .formatted(
                host,
                held.before().version(),
                held.before().counts(),
                held.after().version(),
                held.after().counts()));
  }

  private void requireNothingLost(String host, Survey earlier, Seen seen, String what) {
    var lost = Survey.parse(seen.counts()).lostSince(earlier.alone());
    if (!lost.isEmpty()) {
      throw failed(
          host,
          product.name() + " " + seen.version() + " holds fewer durable things",
          what + ": " + String.join(", ", lost));
    }
  }

  private HoldfastException failed(String host, String what, String evidence) {
    return Problem.of(ProblemId.REHEARSAL_FAILED, what + ", on " + host)
        .withHost(host)
        .withEvidence(evidence)
        .asException();
  }
}
