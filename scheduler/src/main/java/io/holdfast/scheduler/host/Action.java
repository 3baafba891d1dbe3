package io.holdfast.scheduler.host;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.holdfast.templates.text.SecretText;
import java.util.List;

/// One change on a host, small enough to be looked at, done, verified and undone by the host
/// runner.
///
/// Every action looks first: where the host already stands as wanted it changes nothing and says
/// so. Paths are absolute. Texts hold references to secrets, never secrets; the controller resolves
/// them when the step is sent, and the runner keeps them out of its journal.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Action.EnsureUser.class, name = "ensure-user"),
  @JsonSubTypes.Type(value = Action.EnsureFolder.class, name = "ensure-folder"),
  @JsonSubTypes.Type(value = Action.PlaceFile.class, name = "place-file"),
  @JsonSubTypes.Type(value = Action.RemoveFile.class, name = "remove-file"),
  @JsonSubTypes.Type(value = Action.PlaceCopy.class, name = "place-copy"),
  @JsonSubTypes.Type(value = Action.SwitchCopy.class, name = "switch-copy"),
  @JsonSubTypes.Type(value = Action.InstallPackages.class, name = "install-packages"),
  @JsonSubTypes.Type(value = Action.Unit.class, name = "unit"),
  @JsonSubTypes.Type(value = Action.ReloadUnits.class, name = "reload-units"),
  @JsonSubTypes.Type(value = Action.Check.class, name = "check"),
  @JsonSubTypes.Type(value = Action.SetAside.class, name = "set-aside"),
  @JsonSubTypes.Type(value = Action.ImportImage.class, name = "import-image"),
  @JsonSubTypes.Type(value = Action.PutBack.class, name = "put-back"),
  @JsonSubTypes.Type(value = Action.RemoveCopies.class, name = "remove-copies"),
  @JsonSubTypes.Type(value = Action.ForgetUndo.class, name = "forget-undo"),
  @JsonSubTypes.Type(value = Action.Reboot.class, name = "reboot"),
})
public sealed interface Action {

  /// A system user without login shell, and its group: of the same name and made where they are not
  /// there yet, unless something else is wanted. `home` is the folder of its data.
  record EnsureUser(String name, String home, java.util.Optional<WantedUser> wanted)
      implements Action {}

  /// What a site says of a user: the numbers it must have, and whether it may be made.
  record WantedUser(
      String group,
      java.util.Optional<Integer> uid,
      java.util.Optional<Integer> gid,
      boolean create) {}

  /// A folder with its mode (octal text such as `0750`) and owner (`user:group`).
  record EnsureFolder(String path, String mode, String owner) implements Action {}

  /// A file written beside its place, fsynced and renamed. What stood there before is kept for the
  /// step's undo. `sha256` is that of the resolved text, or empty while the vault is not open.
  record PlaceFile(String path, String mode, String owner, SecretText text) implements Action {}

  /// Removes one file; what stood there is kept for the undo.
  record RemoveFile(String path) implements Action {}

  /// Builds the installed copy `<program>/<component>/<copyId>` beside its place from blobs of the
  /// host's content store and rendered texts, fsyncs it and renames it. Never changes a finished
  /// copy.
  record PlaceCopy(String program, String component, String copyId, List<CopyFile> files)
      implements Action {
    public PlaceCopy {
      files = List.copyOf(files);
    }
  }

  /// Points `<program>/<component>/current` at a finished copy by one atomic rename.
  record SwitchCopy(String program, String component, String copyId) implements Action {}

  /// Brings the named packages to exactly these versions, offline, from the `packages` folder of a
  /// finished copy, in one transaction of the package manager; services are not started by it.
  record InstallPackages(
      String program, String component, String copyId, List<PackageVersion> packages)
      implements Action {
    public InstallPackages {
      packages = List.copyOf(packages);
    }
  }

  /// One verb on one systemd unit.
  record Unit(String name, UnitVerb verb) implements Action {}

  /// Makes systemd read its unit files again.
  record ReloadUnits() implements Action {}

  /// The product's own check of its configuration; must exit with 0 in time.
  record Check(List<String> arguments, int timeoutSeconds) implements Action {
    public Check {
      arguments = List.copyOf(arguments);
    }
  }

  /// Renames a data folder to `<path>.aside-<run>`; part of a canary's undo.
  record SetAside(String path) implements Action {}

  /// Makes an image of the content store known to the host's own registry under a repository and
  /// tag.
  record ImportImage(String repository, String tag, String manifestDigest, List<String> blobs)
      implements Action {
    public ImportImage {
      blobs = List.copyOf(blobs);
    }
  }

  /// Puts back every file that the named step of the same run replaced or removed on this host.
  record PutBack(String stepId) implements Action {}

  /// Starts the host anew, and is done once it is up again: whoever asks a host that is back finds
  /// it in another boot than the one this was begun in. `backSeconds` is how long it is given for
  /// that, counted by whoever asks.
  record Reboot(int backSeconds) implements Action {}

  /// Removes these installed copies; never the one that is chosen. They are gone for good.
  record RemoveCopies(String program, String component, List<String> copyIds) implements Action {
    public RemoveCopies {
      copyIds = List.copyOf(copyIds);
    }
  }

  /// Removes what these runs kept of the files that they replaced, and these data folders, which a
  /// run had set aside. They are gone for good. What the run of this very step kept stays.
  record ForgetUndo(List<String> runs, List<String> asides) implements Action {
    public ForgetUndo {
      runs = List.copyOf(runs);
      asides = List.copyOf(asides);
    }
  }

  /// A file of a copy: either a blob of the content store or a rendered text.
  record CopyFile(
      String path,
      String mode,
      java.util.Optional<String> blob,
      java.util.Optional<SecretText> text) {}

  /// A package at an exact version.
  record PackageVersion(String name, String version) {}

  /// What can be done to a unit.
  enum UnitVerb {
    ENABLE,
    DISABLE,
    START,
    STOP,
    RESTART,
    /// Restart it only where it runs.
    TRY_RESTART,
    /// Make it read its files anew without a restart; start it where it does not run.
    RELOAD
  }
}
