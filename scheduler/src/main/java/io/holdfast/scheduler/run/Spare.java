package io.holdfast.scheduler.run;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The workers that a run may leave behind when they give no answer: at most `most` of `workers`.
/// `silent` are those that gave none when this life of the run began, each with what was seen.
///
/// A host that is a server too is never one of them: whoever cannot reach a server does not know
/// whether the cluster can lose another.
public record Spare(int most, SortedSet<String> workers, SortedMap<String, String> silent) {
  public static final Spare NONE = new Spare(0, new TreeSet<>(), new TreeMap<>());

  public Spare {
    workers = Collections.unmodifiableSortedSet(new TreeSet<>(workers));
    silent = Collections.unmodifiableSortedMap(new TreeMap<>(silent));
  }

  /// At most `most` of a site's workers, all of which have answered so far.
  public static Spare of(int most, Site site) {
    var workers =
        site.workers().stream()
            .filter(host -> !host.is(Role.SERVER))
            .map(Host::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return new Spare(most, workers, new TreeMap<>());
  }

  /// The same when these gave no answer.
  public Spare without(SortedMap<String, String> unheard) {
    return new Spare(most, workers, unheard);
  }

  /// Whether it may be left behind, as long as not too many are.
  public boolean covers(String host) {
    return most > 0 && workers.contains(host);
  }
}
