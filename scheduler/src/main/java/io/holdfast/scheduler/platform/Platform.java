package io.holdfast.scheduler.platform;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.ComponentFiles;
import io.holdfast.templates.render.GeneratedFile;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.render.SystemUser;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Says what shall stand on every host of a site: bundle and generated files put together.
///
/// `imageBlobs` gives the digests of everything an image is made of, its manifest included.
public final class Platform {
  private static final int CHECK_SECONDS = 60;

  private final Site site;
  private final Manifest manifest;
  private final Function<Image, List<String>> imageBlobs;
  private final Renderer renderer = new Renderer();

  public Platform(Site site, Manifest manifest, Function<Image, List<String>> imageBlobs) {
    this.site = site;
    this.manifest = manifest;
    this.imageBlobs = imageBlobs;
  }

  /// In the order of the site file.
  public List<DesiredHost> hosts() {
    requireSameEngine(site, manifest);
    return site.hosts().stream().map(this::host).toList();
  }

  /// Refuses a bundle that is for another engine than the site, which no host has to be asked for.
  public static void requireSameEngine(Site site, Manifest manifest) {
    if (!manifest.engine().equals(site.engine().word())) {
      throw Problem.of(
              ProblemId.OTHER_ENGINE,
              "The bundle is for the engine "
                  + manifest.engine()
                  + ", the site says "
                  + site.engine().word())
          .withFix(
              "Write \"engine: " + manifest.engine() + "\" for a new site, or take another bundle")
          .asException();
    }
  }

  /// The copy of the rules that shall stand on a host, empty where the site wants no ports opened
  /// there. It needs nothing of the bundle but what the vendor says, so preflight can ask too.
  public static Optional<String> firewallCopy(Site site, Manifest manifest, Host host) {
    if (!site.network().firewall().applies()) {
      return Optional.empty();
    }
    var model = HostModel.of(site, host, manifest.vendor(), Map.of());
    var files = new Renderer().files(model, Layout.FIREWALL);
    return Optional.of(DesiredCopy.copyId(Layout.FIREWALL_VERSION, generated(files)));
  }

  private DesiredHost host(Host host) {
    var model = HostModel.of(site, host, manifest.vendor(), versions(host));
    var copies = new TreeMap<String, DesiredCopy>();
    for (var files : renderer.files(model)) {
      copies.put(files.component(), copy(files));
    }
    return new DesiredHost(host.name(), copies, images(host));
  }

  private Map<String, String> versions(Host host) {
    var versions = new TreeMap<String, String>();
    Renderer.components(site, host).forEach(name -> versions.put(name, component(name).version()));
    return versions;
  }

  private Component component(String name) {
    return manifest
        .component(name)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemId.BUNDLE_MALFORMED,
                        "The bundle holds no component \"" + name + "\", which this site needs")
                    .asException());
  }

  /// The ports in the firewall are generated as a whole: the bundle holds nothing of them.
  private DesiredCopy copy(ComponentFiles files) {
    if (files.component().equals(Layout.FIREWALL)) {
      return copy(
          DesiredCopy.Kind.TREE, Layout.FIREWALL_VERSION, generated(files), List.of(), files);
    }
    var component = component(files.component());
    var kind =
        component.kind() == ComponentKind.PACKAGES
            ? DesiredCopy.Kind.PACKAGES
            : DesiredCopy.Kind.TREE;
    return copy(kind, component.version(), inside(component, files), roots(component), files);
  }

  private DesiredCopy copy(
      DesiredCopy.Kind kind,
      String version,
      List<Action.CopyFile> inside,
      List<Action.PackageVersion> packages,
      ComponentFiles files) {
    var copyId = DesiredCopy.copyId(version, inside);
    var folder = site.places().program() + "/" + files.component() + "/" + copyId;
    return new DesiredCopy(
        files.component(),
        kind,
        version,
        inside,
        files.placedFiles().stream().map(Platform::placed).toList(),
        packages,
        files.units(),
        files.user().map(Platform::user),
        files.folders().stream()
            .map(it -> new Action.EnsureFolder(it.path(), it.mode(), it.ownership()))
            .toList(),
        files.checks().stream()
            .map(check -> new Action.Check(check.argumentsFor(folder), CHECK_SECONDS))
            .toList(),
        switch (files.takesOver()) {
          case RESTART -> DesiredCopy.TakesOver.RESTART;
          case RELOAD -> DesiredCopy.TakesOver.RELOAD;
        },
        files.readers());
  }

  /// Packages lie in a folder of their own inside the copy: the offline repository of the host.
  private static List<Action.CopyFile> inside(Component component, ComponentFiles files) {
    var folder = component.kind() == ComponentKind.PACKAGES ? "packages/" : "";
    var inside = new ArrayList<Action.CopyFile>();
    component
        .files()
        .forEach(
            file ->
                inside.add(
                    new Action.CopyFile(
                        folder + file.path(),
                        file.mode(),
                        Optional.of(file.sha256()),
                        Optional.empty())));
    inside.addAll(generated(files));
    return inside;
  }

  private static Action.EnsureUser user(SystemUser user) {
    var wanted = new Action.WantedUser(user.group(), user.uid(), user.gid(), user.create());
    return new Action.EnsureUser(
        user.name(), user.home(), user.isPlain() ? Optional.empty() : Optional.of(wanted));
  }

  private static List<Action.CopyFile> generated(ComponentFiles files) {
    return files.copyFiles().stream()
        .map(
            file ->
                new Action.CopyFile(
                    file.path(), file.mode(), Optional.empty(), Optional.of(file.text())))
        .toList();
  }

  private static Action.PlaceFile placed(GeneratedFile file) {
    return new Action.PlaceFile(file.path(), file.mode(), file.ownership(), file.text());
  }

  /// Only what was asked for is pinned on the host; what it needs comes with it where it is
  // missing.
  private static List<Action.PackageVersion> roots(Component component) {
    return component.packages().stream()
        .filter(pin -> component.roots().contains(pin.name()))
        .map(pin -> new Action.PackageVersion(pin.name(), pin.version()))
        .toList();
  }

  private List<Action.ImportImage> images(Host host) {
    if (!host.is(Role.WORKER)) {
      return List.of();
    }
    return manifest.images().stream()
        .map(
            image ->
                new Action.ImportImage(
                    image.name(), image.tag(), image.manifestDigest(), imageBlobs.apply(image)))
        .toList();
  }
}
