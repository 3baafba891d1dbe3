package io.holdfast.scheduler.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything a run will do, fixed before it starts: the steps, the limits, the canary.
///
/// `basis` is what the plan rests on; when the world no longer matches it, the plan is stale and
/// refused. The order inside a group is decided while it runs: the leader goes last.
///
/// `changes` says for each host which installed copy of each component it stands at and will stand
/// at; a resumed run compares hosts with exactly these two. `used` names the products that are used
/// as they stand, with their hosts: no step touches them. `absent` are workers that gave no answer
/// when it was made: it holds nothing for them. `stays` is what is newer than in the bundle and
/// stays so where a site goes back. `leg` says which stop of a staged upgrade it leads to; it is
/// empty where it leads to the end.
public record Plan(
    String schema,
    String siteId,
    String site,
    Verb verb,
    Basis basis,
    SortedMap<String, HostChange> changes,
    List<Stage> stages,
    Optional<SortedMap<String, List<String>>> used,
    Optional<List<String>> absent,
    Optional<List<Staying>> stays,
    Optional<Leg> leg) {
  private static final String FORMS = "holdfast/plan/";
  public static final String SCHEMA = FORMS + "1";

  public Plan {
    changes = Collections.unmodifiableSortedMap(new TreeMap<String, HostChange>(changes));
    stages = List.copyOf(stages);
    used = used.map(products -> Collections.unmodifiableSortedMap(new TreeMap<>(products)));
    absent = absent.map(hosts -> hosts.stream().sorted().toList());
    stays = stays.map(List::copyOf);
  }

  /// Of a site that does not go back.
  public Plan(
      String schema,
      String siteId,
      String site,
      Verb verb,
      Basis basis,
      SortedMap<String, HostChange> changes,
      List<Stage> stages,
      Optional<SortedMap<String, List<String>>> used,
      Optional<List<String>> absent) {
    this(
        schema,
        siteId,
        site,
        verb,
        basis,
        changes,
        stages,
        used,
        absent,
        Optional.empty(),
        Optional.empty());
  }

  /// Of a site whose products are all managed.
  public Plan(
      String schema,
      String siteId,
      String site,
      Verb verb,
      Basis basis,
      SortedMap<String, HostChange> changes,
      List<Stage> stages) {
    this(schema, siteId, site, verb, basis, changes, stages, Optional.empty(), Optional.empty());
  }

  /// A plan as it was written. One of another form is refused by its name: what it says beyond this
  /// one would not be done.
  public static Plan read(byte[] json) {
    var schema = Json.readTree(json).path("schema").asString("");
    if (schema.startsWith(FORMS) && !schema.equals(SCHEMA)) {
      throw Problem.of(
              ProblemId.NEWER_HOLDFAST,
              "The plan has the form \"%s\", this Holdfast reads %s".formatted(schema, SCHEMA))
          .withFix(
              "take the Holdfast that made the plan, or a newer one",
              "holdfast plan --out FILE   # makes it anew with this one")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
    return Json.read(json, Plan.class);
  }

  /// SHA-256 of the canonical JSON, in hex.
  public String digest() {
    return Sha256.of(Json.canonical(this));
  }

  /// A plan like this one, to have some of its parts changed.
  public PlanCopy copy() {
    return new PlanCopy(this);
  }

  /// The same with other stages.
  public Plan withStages(List<Stage> others) {
    return copy().stages(others).made();
  }

  /// The same where it leads to a stop on the way.
  public Plan along(Leg newLeg) {
    return copy().leg(newLeg).made();
  }

  @JsonIgnore
  public boolean isEmpty() {
    return stages.isEmpty();
  }

  /// All steps in the order of the plan, without those of the undo.
  public List<Step> steps() {
    return stages.stream().flatMap(stage -> stage.planned().stream()).toList();
  }

  public enum Verb {
    INSTALL,
    APPLY,
    UPGRADE,
    ROLLBACK,
    DRAIN,
    UNDRAIN,
    EXCLUDE,
    RESTORE,
    REBOOT,
    MAINTAIN,
    RETURN,
    REPLACE,
    RECOVER,
    REMOVE,
    FINALIZE;

    /// Whether hosts are brought to what a bundle and a site file say; the others only talk to the
    /// cluster that stands.
    @JsonIgnore
    public boolean bringsBundle() {
      return switch (this) {
        case INSTALL, APPLY, UPGRADE, ROLLBACK, REPLACE -> true;
        case DRAIN,
            UNDRAIN,
            EXCLUDE,
            RESTORE,
            REBOOT,
            MAINTAIN,
            RETURN,
            RECOVER,
            REMOVE,
            FINALIZE ->
            false;
      };
    }

    /// Whether a run that stopped is gone on with; the others are given again.
    @JsonIgnore
    public boolean isGoneOnWith() {
      return bringsBundle() || this == REBOOT || this == REMOVE || this == FINALIZE;
    }

    /// As runs are named.
    @JsonIgnore
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// As it is typed, behind the program's name.
    @JsonIgnore
    public String command() {
      return switch (this) {
        case INSTALL,
            APPLY,
            UPGRADE,
            ROLLBACK,
            DRAIN,
            UNDRAIN,
            EXCLUDE,
            RESTORE,
            RECOVER,
            FINALIZE ->
            word();
        case REBOOT -> "hosts reboot --rolling";
        case MAINTAIN -> "hosts maintenance begin";
        case RETURN -> "hosts maintenance end";
        case REPLACE -> "hosts replace";
        case REMOVE -> "hosts remove";
      };
    }

    /// The stage of a plan that has but one.
    @JsonIgnore
    public String path() {
      return "/" + word();
    }
  }

  /// What makes a plan stale when it differs: bundle, site file, installed copies and foreign-file
  /// digests of each host (`hosts` maps a host to the digest of its observed managed state) and the
  /// members of each quorum system.
  public record Basis(
      String bundleDigest,
      String siteDigest,
      SortedMap<String, String> hosts,
      SortedMap<String, List<String>> members) {
    public Basis {
      hosts = Collections.unmodifiableSortedMap(new TreeMap<String, String>(hosts));
      members = Collections.unmodifiableSortedMap(new TreeMap<String, List<String>>(members));
    }
  }

  /// Copy ids by component, before and after; a component that is new has no entry in `from`.
  public record HostChange(SortedMap<String, String> from, SortedMap<String, String> to) {
    public HostChange {
      from = Collections.unmodifiableSortedMap(new TreeMap<String, String>(from));
      to = Collections.unmodifiableSortedMap(new TreeMap<String, String>(to));
    }
  }
}
