package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import java.util.SortedSet;
import java.util.TreeSet;

/// Clients that are ineligible or being drained, and run nothing but system jobs, which stay.
public final class ClosedNomadWorkers implements ClosedWorkers {
  @Override
  public SortedSet<String> ask(Inquiry inquiry) {
    var nomad = new NomadApi(inquiry);
    var closed = new TreeSet<String>();
    nomad
        .anyServer()
        .ifPresent(
            server -> {
              var all = Worker.all(nomad.get(server, "/v1/nodes"));
              for (var host : Hosts.of(inquiry.world()).workers()) {
                Worker.of(all, host)
                    .filter(worker -> !worker.eligible() || worker.draining())
                    .filter(worker -> isEmpty(nomad, worker))
                    .ifPresent(_ -> closed.add(host));
              }
            });
    return closed;
  }

  private static boolean isEmpty(NomadApi nomad, Worker worker) {
    return worker
        .unfinished(nomad)
        .filter(all -> all.stream().allMatch(it -> it.type().equals("system")))
        .isPresent();
  }
}
