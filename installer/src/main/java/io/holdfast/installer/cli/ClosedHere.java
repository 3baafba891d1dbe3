package io.holdfast.installer.cli;

import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The workers of a site that are closed for new work and empty, as its scheduler tells; none where
/// it says nothing.
final class ClosedHere {
  private ClosedHere() {}

  static SortedSet<String> of(OpenSite open) {
    var site = open.context().site();
    try {
      var closed = ClosedWorkers.named(site.engine().word());
      var names = new TreeSet<>(closed.ask(new Inquiry(open.session().watching())));
      names.removeIf(name -> site.host(name).isEmpty());
      return Collections.unmodifiableSortedSet(names);
    } catch (HoldfastException silent) {
      return Collections.emptySortedSet();
    }
  }
}
