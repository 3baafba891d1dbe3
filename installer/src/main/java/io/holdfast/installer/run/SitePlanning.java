package io.holdfast.installer.run;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.config.ConfigChange;
import io.holdfast.scheduler.config.ConfigChanges;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.PlanInput;
import io.holdfast.scheduler.planner.Planner;
import io.holdfast.scheduler.planner.StagedUpgrade;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.scheduler.planner.VoterChecks;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads all hosts at once and makes the plan that brings them to what bundle and site file want.
/// Changes nothing anywhere.
public final class SitePlanning {
  private final SiteSession session;
  private final Bundle bundle;
  private final Vault vault;
  private final String siteText;
  private final Stays stays;

  /// `stays` says what does not follow the bundle where the site stands at a newer one.
  public SitePlanning(
      SiteSession session, Bundle bundle, Vault vault, String siteText, Stays stays) {
    this.session = session;
    this.bundle = bundle;
    this.vault = vault;
    this.siteText = siteText;
    this.stays = stays;
  }

  /// A plan, what it was made from, and what it changes in which files.
  public record Made(
      Plan plan,
      List<DesiredHost> desired,
      SortedMap<String, HostReading> readings,
      List<ConfigChange> files) {}

  /// At most so many workers need not answer: the plan holds nothing for them.
  public Made make(Plan.Verb verb, Aim aim, int maxUnreachable) {
    var spare = Spare.of(maxUnreachable, session.site());
    return switch (aim) {
      case Aim.Stands(var stop) -> at(stop, standing(verb, stop, spare));
      case Aim.Between(var reached, var begun) -> {
        var there = standing(verb, reached, spare);
        yield there.takesBack() ? at(begun, standing(verb, begun, spare)) : at(reached, there);
      }
      case Aim.Farthest _ -> {
        var end = input(verb, whole(), spare);
        var leg = whole().hops().isEmpty() ? Optional.<Leg>empty() : staged(end).first();
        var stop = leg.flatMap(it -> whole().at(it.stop()));
        yield made(stop.map(it -> input(verb, it, spare)).orElse(end), leg);
      }
    };
  }

  /// What a plan to a stop is made of, or to the end without one.
  private PlanInput standing(Plan.Verb verb, Optional<String> stop, Spare spare) {
    return input(verb, stop.flatMap(whole()::at).orElse(whole()), spare);
  }

  private Made at(Optional<String> stop, PlanInput input) {
    return made(input, stop.map(it -> staged(input).to(it)));
  }

  private Manifest whole() {
    return bundle.manifest();
  }

  /// The way from what one reading of the hosts says, whatever they were asked for besides.
  private StagedUpgrade staged(PlanInput read) {
    var end =
        read.at(
            whole(),
            heard(desired(session.site(), bundle, whole()), read.readings()),
            read.readings());
    return new StagedUpgrade(end, manifest -> desired(session.site(), bundle, manifest));
  }

  private Made made(PlanInput input, Optional<Leg> leg) {
    requireVoters(input.readings());
    var whole = Planner.plan(input);
    var plan = leg.map(whole::along).orElse(whole);
    var changes =
        new ConfigChanges(
            session.site().places().program(),
            this::digest,
            new KnownSecrets(vault.names(), vault)::hide);
    var planned = stays.of(input.desired(), input.readings());
    return new Made(
        plan, planned, new TreeMap<>(input.readings()), changes.of(planned, input.readings()));
  }

  /// Of hosts that are read with the questions of just this manifest.
  private PlanInput input(Plan.Verb verb, Manifest manifest, Spare spare) {
    var wanted = desired(session.site(), bundle, manifest);
    var heard = PlanBasis.of(session.hosts(), session.site(), wanted).read(spare);
    var readings = heard.readings();
    readings.forEach(this::requireOurs);
    return new PlanInput(
        verb,
        session.site(),
        vault.siteId(),
        Sha256.of(siteText),
        manifest,
        bundle.digest(),
        heard(wanted, readings),
        readings,
        this::digest,
        new Looks(session.world()),
        List.copyOf(heard.silent().keySet()),
        stays);
  }

  private static List<DesiredHost> heard(
      List<DesiredHost> wanted, Map<String, HostReading> readings) {
    return wanted.stream().filter(host -> readings.containsKey(host.host())).toList();
  }

  /// The hosts as a manifest of the bundle wants them: its own, or that of a stop.
  static List<DesiredHost> desired(Site site, Bundle bundle, Manifest manifest) {
    return new Platform(
            site, manifest, image -> bundle.imageBlobs(image).stream().map(Blob::sha256).toList())
        .hosts();
  }

  private void requireOurs(String host, HostReading reading) {
    if (reading.siteId().isPresent() && !reading.siteId().get().equals(vault.siteId())) {
      throw Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
          .withHost(host)
          .withEvidence("its site is " + reading.siteId().get() + ", ours is " + vault.siteId())
          .withFix(
              "holdfast attach USER@SERVER --known-hosts FILE   # if it is the same cluster, seen from a new machine")
          .asException();
    }
  }

  /// Asked are the servers that stand: an empty one is not touched by a plan.
  private void requireVoters(Map<String, HostReading> readings) {
    var site = session.site();
    var standing =
        site.servers().stream()
            .filter(
                server ->
                    Optional.ofNullable(readings.get(server.name()))
                        .filter(VoterChecks::stands)
                        .isPresent())
            .toList();
    if (standing.isEmpty()) {
      return;
    }
    var world = session.watching(site.withHosts(standing));
    var problems =
        Stream.of(Layout.CONSUL, site.engine().word())
            .flatMap(
                system ->
                    VoterChecks.problems(
                        site,
                        system,
                        QuorumSystem.named(system).members(world).stream()
                            .map(voter -> VoterChecks.named(site, voter))
                            .toList(),
                        standing.stream().map(Host::name).toList())
                        .stream())
            .toList();
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
  }

  private String digest(SecretText text) {
    return text.hasSecrets() ? Sha256.of(text.resolve(vault::secret).reveal()) : text.sha256();
  }
}
