package io.holdfast.installer.run;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.site.Host;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the hosts of a site keep for a way back; `silent` are the workers that gave no answer and
/// may be left behind.
public record UndoOnHosts(SortedMap<String, HostReading> readings, List<String> silent) {
  public UndoOnHosts {
    readings = Collections.unmodifiableSortedMap(new TreeMap<>(readings));
    silent = List.copyOf(silent);
  }

  /// Asks all hosts at once; at most so many workers need not answer.
  public static UndoOnHosts read(SiteSession session, ReadRequest question, int maxUnreachable) {
    var hosts = session.site().hosts().stream().map(Host::name).toList();
    var spare = Spare.of(maxUnreachable, session.site());
    var heard = Readings.of(session.hosts(), hosts, spare, _ -> question);
    return new UndoOnHosts(heard.readings(), List.copyOf(heard.silent().keySet()));
  }
}
