package io.holdfast.installer.document;

import io.holdfast.scheduler.config.ConfigChange;
import io.holdfast.scheduler.config.ConfigText;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.GateWords;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A plan as a change board reads it: purpose, order, risk, way back, durations, what changes in
/// files, gates in plain words, how to stop, and lines to sign on. The same plan gives the same
/// bytes but for the time at which it was made.
public final class PlanDocument {
  private static final int SIGNATURES = 4;

  private final Origin origin;
  private final Plan plan;
  private final Outline outline;
  private final List<ConfigChange> files;
  private final Html html;

  private PlanDocument(Origin origin, Plan plan, Outline outline, List<ConfigChange> files) {
    this.origin = origin;
    this.plan = plan;
    this.outline = outline;
    this.files = files;
    this.html = new Html("Change plan for the site " + plan.site());
  }

  /// Where a plan comes from. `bundle` is name and version, `commands` what carries it out.
  public record Origin(
      String bundle,
      String signer,
      List<String> signerKeys,
      Instant made,
      String program,
      List<String> commands) {
    public Origin {
      signerKeys = List.copyOf(signerKeys);
      commands = List.copyOf(commands);
    }
  }

  public static String of(Origin origin, Plan plan, Outline outline, List<ConfigChange> files) {
    return new PlanDocument(origin, plan, outline, files).page();
  }

  private String page() {
    purpose();
    if (plan.isEmpty()) {
      html.paragraph("Nothing to do: every host stands as wanted.");
      return html.page();
    }
    versions();
    order();
    hosts();
    risk();
    wayBack();
    files();
    gates();
    stopping();
    carryingOut();
    return html.page();
  }

  private void purpose() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("Purpose", plan.verb().word() + ": bring the site to the bundle " + origin.bundle());
    facts.put("Site", plan.site() + " (" + plan.siteId() + ")");
    facts.put("Bundle", origin.bundle());
    facts.put("Digest of the bundle", plan.basis().bundleDigest());
    facts.put("Signed by", origin.signer());
    facts.put("Keys of the signer", String.join(", ", origin.signerKeys()));
    facts.put("Digest of the plan", plan.digest());
    facts.put("Made at", origin.made().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("Made by", origin.program());
    if (!plan.isEmpty()) {
      facts.put("Takes in all", outline.all().text());
      facts.put("Hosts at different versions", outline.mixed().text());
      if (!outline.downtimes().isEmpty()) {
        facts.put("Downtime", String.join("; ", outline.downtimes()));
      }
    }
    html.section("Purpose").facts("What this plan is", facts);
  }

  private void versions() {
    html.section("Versions")
        .table(
            "From and to, by component",
            List.of("Component", "From", "To", "Hosts"),
            VersionRows.of(plan))
        .paragraph(
            "Where from and to are the same, its configuration changes and its program does not.");
    plan.leg().ifPresent(leg -> html.paragraph(leg.line() + "."));
    plan.stays()
        .orElse(List.of())
        .forEach(staying -> html.paragraph(String.join(" ", staying.lines()).replace("  ", " ")));
    remarks();
  }

  private void remarks() {
    if (!outline.mind().isEmpty()) {
      html.part("To be seen to before, by the rules of the products").list(outline.mind());
    }
    if (!outline.warnings().isEmpty()) {
      html.part("What nobody has vouched for").list(outline.warnings());
    }
  }

  private void order() {
    var rows = new ArrayList<List<String>>();
    for (var part : outline.parts()) {
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              part.title(),
              part.hosts().isEmpty() ? "" : names(part),
              part.order(),
              part.takes().text()));
    }
    html.section("Order")
        .table(
            "Parts, one after the other",
            List.of("No.", "Part", "Hosts", "In which order", "Takes"),
            rows)
        .paragraph(
            "The canary is the first host of its part. If it fails its gates it is put back, and"
                + " the run stops before another host of that part is touched. Who leads is looked"
                + " at before each server: the leader changes places with the last one that is"
                + " still untouched, so the order above may differ from the one that happens.");
  }

  private static String names(Outline.Part part) {
    return String.join(", ", part.hosts().stream().map(Outline.HostPart::host).toList());
  }

  private void hosts() {
    var rows = new ArrayList<List<String>>();
    for (var part : outline.parts()) {
      for (var host : part.hosts()) {
        rows.add(
            List.of(
                part.title(),
                host.host(),
                host.from().orElse(""),
                host.to().orElse(""),
                host.tasks().text(),
                host.takes().text()));
      }
    }
    html.section("Hosts and their tasks")
        .table(
            "What happens to each host",
            List.of("Part", "Host", "From", "To", "Tasks on it", "Takes"),
            rows);
  }

  private void risk() {
    html.section("Risk, and what users notice")
        .table(
            "By part",
            List.of("Part", "Risk", "Users notice"),
            outline.parts().stream()
                .map(part -> List.of(part.title(), part.risk(), part.users()))
                .toList());
  }

  private void wayBack() {
    html.section("Way back, and its limits")
        .table(
            "By part",
            List.of("Part", "By the run itself", "How long", "After that"),
            outline.parts().stream()
                .map(
                    part ->
                        List.of(
                            part.title(),
                            part.wayBack().how(),
                            part.wayBack().until(),
                            part.wayBack().afterwards()))
                .toList())
        .paragraph("A part that is finished stays; a failure later does not take it back.");
  }

  private void files() {
    html.section("Generated files that change");
    if (files.isEmpty()) {
      html.paragraph("None.");
      return;
    }
    html.table(
        "By file",
        List.of("File", "Change", "Hosts"),
        files.stream()
            .map(
                file ->
                    List.of(file.path(), ConfigText.words(file), String.join(", ", file.hosts())))
            .toList());
    for (var file : files) {
      if (!file.hunks().isEmpty()) {
        html.part(file.path() + " on " + String.join(", ", file.hosts()))
            .literal(
                file.hunks().stream()
                    .flatMap(hunk -> Stream.concat(Stream.of(hunk.head()), hunk.lines().stream()))
                    .toList());
      }
    }
  }

  private void gates() {
    html.section("Gates: what must be seen before the run goes on");
    for (var stage : plan.stages()) {
      var met = gates(stage);
      if (!met.isEmpty()) {
        html.part(stage.title()).list(met);
      }
    }
  }

  private static List<String> gates(Stage stage) {
    return switch (stage) {
      case Stage.Everywhere everywhere -> words("then", everywhere.after());
      case Stage.Sequence sequence -> words("then", sequence.after());
      case Stage.Group group ->
          Stream.concat(
                  group.hosts().stream()
                      .flatMap(work -> words("before a host", work.before()).stream()),
                  group.hosts().stream()
                      .flatMap(work -> words("after a host", work.after()).stream()))
              .distinct()
              .toList();
    };
  }

  private static List<String> words(String when, List<GateSpec> gates) {
    return gates.stream().map(gate -> when + ": " + GateWords.of(gate)).distinct().toList();
  }

  private void stopping() {
    html.section("How to stop safely, and how to go on")
        .list(
            List.of(
                "Ctrl-C once: the run ends as soon as that is safe, between two hosts, with exit"
                    + " code 6.",
                "holdfast resume goes on from there; whatever was killed, it looks at each host and"
                    + " repeats nothing that was done.",
                "From another machine: holdfast attach USER@SERVER --known-hosts FILE, then holdfast resume.",
                "Exit code 7: a canary failed and was put back; the rest of its part was never"
                    + " touched.",
                "holdfast status shows the versions on every host at any time; holdfast history"
                    + " report RUN tells afterwards what happened."));
  }

  private void carryingOut() {
    html.section("Carry it out")
        .paragraph(
            "The plan is refused as stale when bundle, site file, copies on the hosts or members"
                + " are others by then; holdfast plan --check FILE says so days before.")
        .literal(origin.commands())
        .facts("What is signed here", Map.of("Digest of the plan", plan.digest()))
        .form("Approvals", List.of("Name", "Function", "Date", "Signature"), SIGNATURES);
  }
}
