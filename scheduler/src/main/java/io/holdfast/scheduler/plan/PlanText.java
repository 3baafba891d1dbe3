package io.holdfast.scheduler.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A plan as people read it: what changes on which host, in which order, behind which gates, how
/// long it takes, what becomes of tasks, and the way back. The same plan gives the same lines.
public final class PlanText {
  private final List<String> lines = new ArrayList<>();

  private final Outline outline;

  private PlanText(Outline outline) {
    this.outline = outline;
  }

  /// `outline` is that of the plan.
  public static List<String> of(Plan plan, Outline outline) {
    var text = new PlanText(outline);
    if (plan.isEmpty()) {
      return List.of("Nothing to do: every host of " + plan.site() + " stands as wanted.");
    }
    text.lines.add(
        "Plan " + plan.digest().substring(0, 12) + ": " + plan.verb().word() + " " + plan.site());
    text.changes(plan);
    plan.leg().ifPresent(text::leg);
    plan.used().ifPresent(used -> used.forEach(text::used));
    plan.stays().ifPresent(text::stays);
    text.remarks();
    for (int at = 0; at < plan.stages().size(); at++) {
      text.stage(plan.stages().get(at), outline.parts().get(at));
    }
    text.lines.add("");
    text.lines.add(text.sum(plan));
    text.mixed();
    outline.downtimes().forEach(downtime -> text.lines.add("Downtime: " + downtime + "."));
    return List.copyOf(text.lines);
  }

  private void changes(Plan plan) {
    lines.add("");
    var touched = touched(plan);
    plan.changes()
        .forEach(
            (host, change) ->
                change
                    .to()
                    .forEach(
                        (component, to) ->
                            change(
                                host,
                                component,
                                change.from().getOrDefault(component, "(new)"),
                                to,
                                touched.contains(host + " " + component))));
  }

  private void change(String host, String component, String from, String to, boolean isTouched) {
    if (!from.equals(to)) {
      lines.add(String.format(Locale.ROOT, "  %-10s %-8s %s -> %s", host, component, from, to));
    } else if (isTouched) {
      lines.add(
          String.format(
              Locale.ROOT, "  %-10s %-8s %s stays, restarted or reloaded", host, component, to));
    }
  }

  /// Components that are changed where they stand, also where only a unit or a file beside the copy
  /// differs: by host and name.
  private static Set<String> touched(Plan plan) {
    return plan.stages().stream()
        .filter(Stage.Group.class::isInstance)
        .map(Stage.Group.class::cast)
        .flatMap(group -> group.hosts().stream().map(work -> work.host() + " " + group.component()))
        .collect(Collectors.toSet());
  }

  private void used(String product, List<String> hosts) {
    lines.add("");
    lines.add(
        "  "
            + product
            + " on "
            + String.join(", ", hosts)
            + " is used as it stands: not installed, changed, restarted or upgraded");
  }

  private void leg(Leg leg) {
    lines.add("");
    lines.add("  " + leg.line());
  }

  private void stays(List<Staying> stays) {
    lines.add("");
    stays.forEach(staying -> lines.add("  " + staying.line()));
  }

  private void remarks() {
    if (!outline.mind().isEmpty()) {
      lines.add("");
      lines.add("  To be seen to before, by the rules of the products:");
      outline.mind().forEach(what -> lines.add("    " + what));
    }
    if (!outline.warnings().isEmpty()) {
      lines.add("");
      outline.warnings().forEach(what -> lines.add("  Warning: " + what));
    }
  }

  private void stage(Stage stage, Outline.Part part) {
    lines.add("");
    lines.add(stage.path() + "  " + stage.title());
    lines.add("  takes " + part.takes().text());
    switch (stage) {
      case Stage.Everywhere everywhere -> {
        everywhere.steps().forEach(step -> step("  ", step));
        gates("  then", everywhere.after());
      }
      case Stage.Sequence sequence -> {
        sequence.steps().forEach(step -> step("  ", step));
        gates("  then", sequence.after());
      }
      case Stage.Group group -> group(group, part);
    }
  }

  private void group(Stage.Group group, Outline.Part part) {
    group
        .quorum()
        .ifPresent(
            rule ->
                lines.add(
                    "  quorum of "
                        + rule.plannedVoters()
                        + " ("
                        + rule.system()
                        + "), one host at a time, the leader last"));
    group
        .quorum()
        .filter(rule -> rule.plannedVoters() > 1)
        .ifPresent(
            rule ->
                lines.add(
                    "  only forward once a changed host leads: at the latest when the last one"
                        + " stops"));
    if (group.quorum().isEmpty()) {
      lines.add("  one canary, then " + group.batch() + " at a time");
    }
    lines.add("  way back: " + part.wayBack().how() + "; " + part.wayBack().until());
    lines.add("  after that: " + part.wayBack().afterwards());
    if (!part.users().equals("nothing")) {
      lines.add("  users notice: " + part.users());
    }
    for (int at = 0; at < group.hosts().size(); at++) {
      var work = group.hosts().get(at);
      lines.add("  " + work.host());
      tasks(part.hosts().get(at).tasks());
      gates("    before", work.before());
      work.steps().forEach(step -> step("    ", step));
      gates("    after", work.after());
      work.undo().forEach(step -> lines.add("    way back: " + step.title()));
    }
  }

  private void tasks(Outline.Tasks tasks) {
    if (tasks.fate() != Outline.Fate.NONE) {
      lines.add("    tasks: " + tasks.text());
    }
  }

  private void step(String indent, Step step) {
    lines.add(
        indent + step.path() + "  " + step.title() + (step.disruptive() ? "  (disruptive)" : ""));
  }

  private void gates(String label, List<GateSpec> gates) {
    if (!gates.isEmpty()) {
      lines.add(
          label + ": " + gates.stream().map(GateSpec::path).collect(Collectors.joining(", ")));
    }
  }

  private String sum(Plan plan) {
    var steps = plan.steps();
    var disruptive = steps.stream().filter(Step::disruptive).count();
    return (steps.size() == 1 ? "1 step" : steps.size() + " steps")
        + ", "
        + disruptive
        + " disruptive, "
        + outline.all().text();
  }

  private void mixed() {
    if (!outline.mixed().equals(Span.NONE)) {
      lines.add(
          "Hosts stand at different versions for "
              + outline.mixed().text()
              + "; a run that stops leaves them so until it goes on.");
    }
  }
}
