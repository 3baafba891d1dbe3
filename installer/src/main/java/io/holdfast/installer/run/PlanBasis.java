package io.holdfast.installer.run;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.scheduler.config.ConfigFile;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.TextQuestion;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Planner;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Places;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a plan rests on at the hosts. The planning and the last check before a run ask the same
/// questions, so that an answer that differs means a host that differs.
final class PlanBasis {
  private final HostGateway hosts;
  private final SortedMap<String, ReadRequest> requests;
  private final Optional<ReadRequest> ofAny;

  PlanBasis(HostGateway hosts, SortedMap<String, ReadRequest> requests) {
    this(hosts, requests, Optional.empty());
  }

  private PlanBasis(
      HostGateway hosts, SortedMap<String, ReadRequest> requests, Optional<ReadRequest> ofAny) {
    this.hosts = hosts;
    this.requests = new TreeMap<>(requests);
    this.ofAny = ofAny;
  }

  static PlanBasis of(HostGateway hosts, Site site, List<DesiredHost> desired) {
    var requests = new TreeMap<String, ReadRequest>();
    desired.forEach(host -> requests.put(host.host(), request(host, site.places())));
    return new PlanBasis(hosts, requests);
  }

  /// Of a plan that brings no bundle: it rests on the chosen copies of the hosts that it names, if
  /// it names any.
  static PlanBasis ofCopies(HostGateway hosts, String program) {
    var copies = new ReadRequest(program, List.of(), List.of(), List.of(), List.of());
    return new PlanBasis(hosts, new TreeMap<>(), Optional.of(copies));
  }

  /// Of a plan to a bundle, or to the stop of it that the plan leads to.
  static PlanBasis of(HostGateway hosts, Site site, Bundle bundle, Plan plan) {
    var whole = bundle.manifest();
    var manifest = plan.leg().flatMap(leg -> whole.at(leg.stop())).orElse(whole);
    return of(hosts, site, SitePlanning.desired(site, bundle, manifest));
  }

  private static ReadRequest request(DesiredHost host, Places places) {
    var files = new ArrayList<String>();
    var units = new ArrayList<String>();
    var packages = new ArrayList<String>();
    var texts = new TreeMap<String, TextQuestion>();
    files.addAll(host.withdrawnKeys().keySet());
    host.copy(Layout.FIREWALL).ifPresent(_ -> files.add(Layout.firewallKept(places.program())));
    for (DesiredCopy copy : host.copies().values()) {
      copy.placed().forEach(file -> files.add(file.path()));
      units.addAll(copy.units());
      copy.packages().forEach(wanted -> packages.add(wanted.name()));
      ConfigFile.of(copy, places.program()).stream()
          .flatMap(file -> file.question().stream())
          .forEach(question -> texts.put(question.path(), question));
    }
    return new ReadRequest(
        places.program(),
        files.stream().distinct().sorted().toList(),
        units.stream().distinct().sorted().toList(),
        packages.stream().distinct().sorted().toList(),
        List.of(places.program(), places.data(), places.dockerRoot()),
        Optional.of(List.copyOf(texts.values())));
  }

  /// What each host says of everything that a plan may rest on.
  SortedMap<String, HostReading> read() {
    return read(Spare.NONE).readings();
  }

  /// The same without the workers that may be left behind.
  Readings.Heard read(Spare spare) {
    return Readings.of(hosts, requests.keySet(), spare, this::request);
  }

  private ReadRequest request(String host) {
    return Objects.requireNonNull(ofAny.orElseGet(() -> requests.get(host)), host);
  }

  /// Reads all hosts again and refuses a plan that was made for other ones: while somebody thought
  /// about a question, somebody else may have carried out a run of their own. Gives the workers
  /// that say nothing and may be left behind. A worker that said nothing when the plan was made is
  /// none of its hosts, also when it is back.
  SortedMap<String, String> requireUnchanged(Plan plan, Spare spare) {
    var asked = ofAny.isPresent() ? plan.basis().hosts().keySet() : requests.keySet();
    var heard = Readings.of(hosts, asked, spare, host -> request(host).withoutTexts());
    var now = new TreeMap<String, String>();
    heard.readings().forEach((host, reading) -> now.put(host, Planner.digestOf(reading)));
    var before = plan.basis().hosts();
    var changed = new TreeMap<>(before);
    changed.putAll(now);
    changed.keySet().removeAll(heard.silent().keySet());
    plan.absent().ifPresent(changed.keySet()::removeAll);
    changed
        .keySet()
        .removeIf(host -> Objects.equals(before.get(host), now.getOrDefault(host, "unread")));
    if (!changed.isEmpty()) {
      throw Problem.of(
              ProblemId.PLAN_STALE,
              "The plan no longer fits: changed since it was made: "
                  + String.join(", ", changed.keySet()))
          .withFix("Give the same command again: it makes a new plan", "holdfast history")
          .withClusterSafe(true, "this command changed nothing")
          .asException();
    }
    return heard.silent();
  }
}
