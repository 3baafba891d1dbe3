package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.Uptime;
import io.holdfast.scheduler.host.Action;
import java.io.IOException;

/// Does one action of a step: looks first, changes, verifies. A failure is a `HoldfastException`
/// with the evidence, or an `IOException`.
final class Actions {
  private final Places places;
  private final Copies copies;
  private final HostPolicies policies;
  private final Packages packages;
  private final Units units;
  private final Users users;
  private final Images images;
  private final Reboots reboots;

  Actions(Root root, Commands commands, Images images, StepName step) {
    this.places = new Places(root, step);
    this.copies = new Copies(root);
    this.policies = new HostPolicies(root, commands);
    this.packages = new Packages(root, commands, copies);
    this.units = new Units(commands);
    this.users = new Users(root, commands);
    this.images = images;
    this.reboots = new Reboots(root, commands, Uptime.ofKernel(), step);
  }

  Outcome perform(Action action) throws IOException {
    return switch (action) {
      case Action.EnsureUser user -> users.ensure(user);
      case Action.EnsureFolder folder -> places.ensureFolder(folder);
      case Action.PlaceFile file -> places.placeFile(file);
      case Action.RemoveFile file -> places.removeFile(file);
      case Action.PlaceCopy copy -> place(copy);
      case Action.SwitchCopy copy -> copies.choose(copy);
      case Action.InstallPackages set -> packages.install(set);
      case Action.Unit unit -> units.unit(unit);
      case Action.ReloadUnits ignored -> units.reload();
      case Action.Check check -> units.check(check);
      case Action.SetAside aside -> places.setAside(aside);
      case Action.ImportImage image -> images.importImage(image);
      case Action.PutBack back -> places.putBack(back);
      case Action.RemoveCopies old -> copies.remove(old);
      case Action.ForgetUndo undo -> places.forget(undo);
      case Action.Reboot _ -> reboots.reboot();
    };
  }

  /// Guards of the host are told also of a copy that is there already: a crash may have come
  /// between.
  private Outcome place(Action.PlaceCopy copy) throws IOException {
    var outcome = copies.place(copy);
    policies.admit(copy.program(), copy.program() + "/" + copy.component() + "/" + copy.copyId());
    return outcome;
  }

  /// What the journal says before an action: no text of any file.
  static String describe(Action action) {
    return switch (action) {
      case Action.EnsureUser user -> "ensure-user " + user.name();
      case Action.EnsureFolder folder -> "ensure-folder " + folder.path();
      case Action.PlaceFile file -> "place-file " + file.path();
      case Action.RemoveFile file -> "remove-file " + file.path();
      case Action.PlaceCopy copy -> "place-copy " + copy.component() + " " + copy.copyId();
      case Action.SwitchCopy copy -> "switch-copy " + copy.component() + " " + copy.copyId();
      case Action.InstallPackages set -> "install-packages " + set.component() + " " + set.copyId();
      case Action.Unit unit -> "unit " + unit.verb() + " " + unit.name();
      case Action.ReloadUnits ignored -> "reload-units";
      case Action.Check check ->
          "check " + (check.arguments().isEmpty() ? "" : check.arguments().getFirst());
      case Action.SetAside aside -> "set-aside " + aside.path();
      case Action.ImportImage image -> "import-image " + image.repository() + ":" + image.tag();
      case Action.PutBack back -> "put-back " + back.stepId();
      case Action.RemoveCopies old ->
          "remove-copies " + old.component() + " " + String.join(" ", old.copyIds());
      case Action.ForgetUndo undo ->
          "forget-undo " + String.join(" ", undo.runs()) + " " + String.join(" ", undo.asides());
      case Action.Reboot _ -> "reboot";
    };
  }
}
