package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The steps that change one component on one host, and those that take the change back.
final class HostSteps {
  private static final long COPY_BYTES_PER_MS = 40_000;

  private final String program;

  HostSteps(String program) {
    this.program = program;
  }

  /// Blobs into the host's content store; nothing runs differently because of it.
  Step copyBlobs(String stage, String host, List<String> blobs, long bytes) {
    return new Step(
        stage + "/" + host + "/blobs",
        host,
        "bring "
            + blobs.size()
            + (blobs.size() == 1 ? " file" : " files")
            + " to the content store",
        new Step.CopyBlobs(blobs, bytes),
        false,
        500 + bytes / COPY_BYTES_PER_MS);
  }

  /// Users, folders and finished copies beside the running ones.
  Step stage(String stage, String host, List<Change> changes, List<Action.ImportImage> images) {
    var actions = new ArrayList<Action>();
    for (var change : changes) {
      change.desired().user().ifPresent(actions::add);
      actions.addAll(change.desired().folders());
      if (change.copyDiffers()) {
        actions.add(placeCopy(change.desired()));
      }
    }
    actions.addAll(images);
    return new Step(
        stage + "/" + host + "/copies",
        host,
        "lay the new copies beside the running ones",
        new Step.OnHost(actions),
        false,
        3_000);
  }

  private Action.PlaceCopy placeCopy(DesiredCopy desired) {
    return new Action.PlaceCopy(program, desired.component(), desired.copyId(), desired.files());
  }

  /// First start of a component on a host.
  Step start(String stage, Change change) {
    var desired = change.desired();
    var actions = new ArrayList<Action>(desired.placed());
    if (desired.kind() == DesiredCopy.Kind.PACKAGES) {
      actions.add(installPackages(desired));
    }
    actions.addAll(desired.checks());
    actions.add(new Action.SwitchCopy(program, desired.component(), desired.copyId()));
    actions.add(new Action.ReloadUnits());
    actions.addAll(startUnits(desired));
    actions.addAll(readers(change));
    return new Step(
        stage + "/" + change.host() + "/start",
        change.host(),
        "start " + desired.component() + " " + desired.version(),
        new Step.OnHost(actions),
        false,
        estimate(change));
  }

  /// Start of a component as it stands on its host now; its change comes later.
  Step startAsItStands(String stage, Change change) {
    return new Step(
        stage + "/" + change.host() + "/start",
        change.host(),
        "start " + change.desired().component() + " " + change.fromVersion() + ", which is stopped",
        new Step.OnHost(startUnits(change.desired())),
        false,
        estimate(change));
  }

  private static List<Action> startUnits(DesiredCopy desired) {
    var actions = new ArrayList<Action>();
    for (var unit : desired.units()) {
      actions.add(new Action.Unit(unit, Action.UnitVerb.ENABLE));
      actions.add(new Action.Unit(unit, Action.UnitVerb.START));
    }
    return actions;
  }

  /// Changes a running component: files, packages, link, then one restart or reload.
  Step swap(String stage, Change change) {
    var desired = change.desired();
    var actions = new ArrayList<Action>(desired.placed());
    if (!change.bringsPackages()) {
      actions.addAll(desired.checks());
    }
    actions.add(new Action.ReloadUnits());
    if (change.bringsPackages()) {
      actions.addAll(stopForPackages(desired));
      actions.add(installPackages(desired));
      actions.addAll(desired.checks());
    }
    actions.add(new Action.SwitchCopy(program, desired.component(), desired.copyId()));
    if (change.unitDown()) {
      desired.units().forEach(unit -> actions.add(new Action.Unit(unit, Action.UnitVerb.ENABLE)));
    }
    actions.addAll(takeOver(desired, change.bringsPackages()));
    actions.addAll(readers(change));
    return new Step(
        stage + "/" + change.host() + "/swap",
        change.host(),
        change.isOnlyDown()
            ? "start " + desired.component() + " " + desired.version() + ", which does not run"
            : "change " + desired.component() + " " + versions(change),
        new Step.OnHost(actions),
        true,
        estimate(change));
  }

  /// A process looks anew at what it read when it was started.
  static Step readAgain(String stage, String host, String unit) {
    return new Step(
        stage + "/" + host + "/read-again",
        host,
        "let " + unit + " read again",
        new Step.OnHost(List.of(new Action.Unit(unit, Action.UnitVerb.RELOAD))),
        false,
        1_000);
  }

  /// Takes `swap` back: the old files, the old packages in one transaction, the old link, and a
  /// start of the old process.
  Step undo(String stage, Change change, List<Action.SetAside> asides) {
    var desired = change.desired();
    var actions = new ArrayList<Action>();
    actions.add(new Action.PutBack(stage + "/" + change.host() + "/swap"));
    actions.add(new Action.ReloadUnits());
    actions.addAll(undoPackages(change));
    change
        .from()
        .ifPresent(copy -> actions.add(new Action.SwitchCopy(program, desired.component(), copy)));
    if (!asides.isEmpty()) {
      actions.add(new Action.Unit(desired.mainUnit(), Action.UnitVerb.STOP));
      actions.addAll(asides);
    }
    actions.addAll(takeOver(desired, change.bringsPackages()));
    actions.addAll(readers(change));
    return new Step(
        stage + "/" + change.host() + "/undo",
        change.host(),
        "put " + desired.component() + " " + change.fromVersion() + " back",
        new Step.OnHost(actions),
        true,
        estimate(change));
  }

  /// Restarts of the distribution's own units that read a file which differs, and which is put back
  /// if need be.
  private static List<Action> readers(Change change) {
    if (change.files().isEmpty()) {
      return List.of();
    }
    return change.desired().readers().stream()
        .<Action>map(unit -> new Action.Unit(unit, Action.UnitVerb.TRY_RESTART))
        .toList();
  }

  private List<Action> undoPackages(Change change) {
    if (!change.bringsPackages() || change.from().isEmpty()) {
      return List.of();
    }
    var actions = new ArrayList<Action>(stopForPackages(change.desired()));
    actions.add(
        new Action.InstallPackages(
            program, change.desired().component(), change.from().get(), change.oldPackages()));
    return actions;
  }

  private List<Action> stopForPackages(DesiredCopy desired) {
    if (desired.takesOver() == DesiredCopy.TakesOver.RELOAD) {
      return List.of();
    }
    return desired.units().reversed().stream()
        .<Action>map(unit -> new Action.Unit(unit, Action.UnitVerb.STOP))
        .toList();
  }

  private List<Action> takeOver(DesiredCopy desired, boolean stopped) {
    if (desired.takesOver() == DesiredCopy.TakesOver.RELOAD) {
      return List.of(new Action.Unit(desired.mainUnit(), Action.UnitVerb.RELOAD));
    }
    if (stopped) {
      return desired.units().stream()
          .<Action>map(unit -> new Action.Unit(unit, Action.UnitVerb.START))
          .toList();
    }
    return desired.runs()
        ? List.of(new Action.Unit(desired.mainUnit(), Action.UnitVerb.RESTART))
        : List.of();
  }

  private Action.InstallPackages installPackages(DesiredCopy desired) {
    return new Action.InstallPackages(
        program, desired.component(), desired.copyId(), desired.packages());
  }

  /// Each leadership that a server may hold goes to another one before it is disturbed.
  static List<Step> handOvers(Site site, String stage, String host) {
    return Stream.of(Layout.CONSUL, site.engine().word())
        .flatMap(product -> handOver(site, product, stage, host).stream())
        .toList();
  }

  /// An election costs seconds in which nobody writes; a leadership that is handed over does not. A
  /// swarm has no such call, and a single server nobody to hand over to.
  static List<Step> handOver(Site site, String product, String stage, String host) {
    return product.equals(Engine.SWARM.word()) || site.servers().size() == 1
        ? List.of()
        : List.of(handOver(product, stage, host));
  }

  private static Step handOver(String product, String stage, String host) {
    return operate(
        stage,
        host,
        "hand-over-" + product,
        product + ".hand-over",
        "hand the leadership of " + product + " to another server, if it leads",
        false,
        Map.of("host", host));
  }

  /// An operation on a product, about one host.
  static Step operate(
      String stage,
      String host,
      String name,
      String operation,
      String title,
      boolean disruptive,
      Map<String, String> parameters) {
    return new Step(
        stage + "/" + host + "/" + name,
        host,
        title,
        new Step.Operate(operation, new TreeMap<>(parameters)),
        disruptive,
        2_000);
  }

  /// The same step once more, such as at the end of an undo, under a path of its own.
  static Step again(Step step) {
    return new Step(
        step.path() + "-again",
        step.host(),
        step.title(),
        step.work(),
        step.disruptive(),
        step.estimateMs());
  }

  private static String versions(Change change) {
    var to = change.desired().version();
    return change.fromVersion().equals(to)
        ? to + ", its configuration"
        : change.fromVersion() + " -> " + to;
  }

  private static long estimate(Change change) {
    return change.bringsPackages() ? 30_000 : 6_000;
  }
}
