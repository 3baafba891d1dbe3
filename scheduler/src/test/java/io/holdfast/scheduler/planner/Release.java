package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.sim.UnbuiltBundle;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.vendor.ServiceSpec;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// The versions of components, and the text of every configuration; a bundle of them.
record Release(Map<String, String> versions, String config) {
  static final Release OLD =
      new Release(
          Map.of(
              "agent", "0.1.0",
              "consul", "1.20.5",
              "docker", "26.1.4",
              "cni", "1.5.0",
              "nomad", "2.0.4",
              "haproxy", "3.0.10"),
          "old");

  static final Release NEW =
      new Release(
          Map.of(
              "agent", "0.2.0",
              "consul", "1.21.0",
              "docker", "27.3.1",
              "cni", "1.6.0",
              "nomad", "2.0.5",
              "haproxy", "3.0.11"),
          "new");

  Release with(String component, String version) {
    var all = new TreeMap<>(versions);
    all.put(component, version);
    return new Release(all, config);
  }

  Release withConfig(String other) {
    return new Release(versions, other);
  }

  String version(String component) {
    return Objects.requireNonNull(versions.get(component), component);
  }

  Map<String, HostReading> standing(Site site) {
    return PracticePlans.standing(desired(site));
  }

  List<DesiredHost> desired(Site site) {
    var hosts = new ArrayList<DesiredHost>();
    for (var host : site.hosts()) {
      var copies = new TreeMap<String, DesiredCopy>();
      Renderer.components(site, host).forEach(name -> copies.put(name, copy(name)));
      hosts.add(new DesiredHost(host.name(), copies, List.of()));
    }
    return hosts;
  }

  DesiredCopy copy(String component) {
    var version = version(component);
    var isDocker = component.equals(Layout.DOCKER);
    var text = component.equals(Layout.AGENT) ? "same" : config;
    return new DesiredCopy(
        component,
        isDocker ? DesiredCopy.Kind.PACKAGES : DesiredCopy.Kind.TREE,
        version,
        List.of(
            new Action.CopyFile(
                "etc/" + component, "0644", Optional.empty(), Optional.of(SecretText.of(text)))),
        List.of(
            new Action.PlaceFile(
                "/etc/holdfast/" + component + "/key.pem",
                "0640",
                "0:0",
                SecretText.of(SecretText.placeholder(component + ".key"))),
            new Action.PlaceFile(
                "/etc/systemd/system/" + component + ".service",
                "0644",
                "0:0",
                SecretText.of(text))),
        isDocker ? List.of(new Action.PackageVersion("docker.io", version)) : List.of(),
        component.equals(Layout.CNI) ? List.of() : List.of(component + ".service"),
        Optional.empty(),
        List.of(),
        List.of(),
        DesiredCopy.TakesOver.RESTART,
        List.of());
  }

  Manifest manifest(String engine) {
    return manifest(engine, List.of());
  }

  /// The vendor says of HAProxy which versions it may follow.
  Manifest manifest(String engine, List<String> upgradesFrom) {
    var service =
        new ServiceSpec(
            "web", "web", 8080, 8080, 1, "/health", Map.of(), Optional.empty(), 100, 128);
    return new Manifest(
        "holdfast/manifest/1",
        "demo",
        "1",
        engine,
        List.of(UnbuiltBundle.component("haproxy", version("haproxy"), upgradesFrom)),
        List.of(new Image("web", "web:1", UnbuiltBundle.DIGEST, "linux/amd64")),
        VendorSettings.none().withServices(List.of(service)),
        UnbuiltBundle.blobs());
  }
}
