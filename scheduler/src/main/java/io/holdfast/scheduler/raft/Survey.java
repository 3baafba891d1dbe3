package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How many durable things a product holds, by kind: what stays until somebody removes it. Counted
/// before servers change and never fewer after it: a cluster can be green in every number of raft
/// and yet have lost its state (hashicorp/nomad#24411).
public record Survey(SortedMap<String, Long> counts) {
  private static final Pattern COUNT = Pattern.compile("([A-Za-z]+) (\\d+)(?=,|$)");

  /// What a product takes away by itself once the members are gone that it hangs on. Consul's
  /// leader forgets nodes that gossip does not know, with them their sessions, and with those the
  /// keys that are to go with their session.
  private static final Set<String> HANGS_ON_MEMBERS = Set.of("kvTopKeys");

  public Survey {
    counts = Collections.unmodifiableSortedMap(new TreeMap<String, Long>(counts));
  }

  /// As one line, in which a journal keeps it: `aclPolicies 4, aclTokens 5`.
  public String text() {
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(Collectors.joining(", "));
  }

  /// Reads such a line, whatever stands before it.
  static Survey parse(String line) {
    var counts = new TreeMap<String, Long>();
    var found = COUNT.matcher(line);
    while (found.find()) {
      counts.put(found.group(1), Long.parseLong(found.group(2)));
    }
    return new Survey(counts);
  }

  /// What there is fewer of than in an earlier survey.
  List<String> lostSince(Survey earlier) {
    return earlier.counts().entrySet().stream()
        .filter(before -> now(before.getKey()) < before.getValue())
        .map(before -> before.getKey() + " " + before.getValue() + " -> " + now(before.getKey()))
        .toList();
  }

  /// What stays also where a server stands alone on the data of many.
  Survey alone() {
    var alone = new TreeMap<String, Long>(counts);
    alone.keySet().removeAll(HANGS_ON_MEMBERS);
    return new Survey(alone);
  }

  private long now(String kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /// How many elements of a list are of the wanted kind. What this version does not know counts as
  /// none; a product that does not tell is no empty one.
  public static long count(Reply reply, Predicate<Body> wanted) {
    if (reply.isSilent() || isNoAnswer(reply.status())) {
      throw Refusal.silent("What it holds is not told.", reply.trouble());
    }
    return reply.isSuccess() ? reply.json().list().stream().filter(wanted).count() : 0;
  }

  private static boolean isNoAnswer(int status) {
    return status >= 500 || status == 401 || status == 403 || status == 429;
  }
}
