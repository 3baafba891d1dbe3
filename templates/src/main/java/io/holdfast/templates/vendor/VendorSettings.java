package io.holdfast.templates.vendor;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.Bound;
import io.holdfast.templates.yaml.Default;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// What the appliance says about the platform and its services. Written in `appliance.yaml`,
/// carried as JSON in the bundle's manifest, read back unchanged. Services keep their declared
/// order.
public record VendorSettings(
    @Default("{}") ProductSettings consul,
    @Default("{}") ProductSettings docker,
    @Default("{}") NomadSettings nomad,
    @Default("{}") HaproxySettings haproxy,
    @Default("[]") List<ServiceSpec> services) {
  public VendorSettings {
    services = List.copyOf(services);
  }

  public static VendorSettings none() {
    return new VendorSettings(
        ProductSettings.none(),
        ProductSettings.none(),
        NomadSettings.none(),
        HaproxySettings.standard(),
        List.of());
  }

  public VendorSettings withConsul(ProductSettings settings) {
    return new VendorSettings(settings, docker, nomad, haproxy, services);
  }

  public VendorSettings withDocker(ProductSettings settings) {
    return new VendorSettings(consul, settings, nomad, haproxy, services);
  }

  public VendorSettings withNomad(NomadSettings settings) {
    return new VendorSettings(consul, docker, settings, haproxy, services);
  }

  public VendorSettings withHaproxy(HaproxySettings settings) {
    return new VendorSettings(consul, docker, nomad, settings, services);
  }

  public VendorSettings withServices(List<ServiceSpec> list) {
    return new VendorSettings(consul, docker, nomad, haproxy, list);
  }

  /// Checks what no single part can know: names and ports that stand twice. `path` is where these
  /// settings stand in the bound file, `""` for its root.
  public static void check(
      Bound<?> bound, String path, VendorSettings settings, Problems problems) {
    var names = new HashSet<String>();
    var ports = new HashMap<Integer, String>();
    for (var index = 0; index < settings.services().size(); index++) {
      var service = settings.services().get(index);
      var place = (path.isEmpty() ? "" : path + ".") + "services[" + index + "]";
      if (!names.add(service.name())) {
        var what = "There are two services \"" + service.name() + "\"";
        problems.add(bound.problem(ProblemId.DUPLICATE_SERVICE, place + ".name", what));
      }
      for (var i = 0; i < service.instancesPerWorker(); i++) {
        var other = ports.putIfAbsent(service.hostPort() + i, service.name());
        if (other != null) {
          var what =
              "Host port " + (service.hostPort() + i) + " is wanted by \"" + other + "\" too";
          problems.add(bound.problem(ProblemId.PORT_CLASH, place + ".hostPort", what));
        }
      }
    }
  }
}
