package io.holdfast.templates.vendor;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.yaml.Bound;
import io.holdfast.templates.yaml.Default;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the appliance says about the platform and its services. Written in `appliance.yaml`,
/// carried as JSON in the bundle's manifest, read back unchanged. Services keep their declared
/// order. Manifests of before the engine nomad say nothing about it, and stay readable.
public record VendorSettings(
    @Default("{}") ProductSettings consul,
    @Default("{}") ProductSettings docker,
    @Default("{}") NomadSettings nomad,
    @Default("{}") HaproxySettings haproxy,
    @Default("[]") List<ServiceSpec> services) {
  public VendorSettings {
    nomad = Objects.requireNonNullElse(nomad, NomadSettings.none());
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

  /// What is said in the products' own words, by component; those of which nothing is said are left
  /// out.
  public SortedMap<String, FreeJson> configs() {
    var configs = new TreeMap<String, FreeJson>();
    configs.put("consul", consul.config());
    configs.put("docker", docker.config());
    configs.put("nomad", nomad.config());
    configs.values().removeIf(FreeJson::isEmpty);
    return configs;
  }

  /// Checks what no single part can know: names and ports that stand twice. `path` is where these
  /// settings stand in the bound file, `""` for its root.
  public static void check(
      Bound<?> bound, String path, VendorSettings settings, Problems problems) {
    var prefix = path.isEmpty() ? "" : path + ".";
    checkServices(bound, prefix, settings.services(), problems);
    checkJobs(bound, prefix, settings, problems);
  }

  private static void checkServices(
      Bound<?> bound, String prefix, List<ServiceSpec> services, Problems problems) {
    var names = new HashSet<String>();
    var ports = new HashMap<Integer, String>();
    for (var index = 0; index < services.size(); index++) {
      var service = services.get(index);
      var place = prefix + "services[" + index + "]";
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

  /// Under Nomad a service is a job of the same name.
  private static void checkJobs(
      Bound<?> bound, String prefix, VendorSettings settings, Problems problems) {
    var services = settings.services().stream().map(ServiceSpec::name).toList();
    var ids = new HashSet<String>();
    for (var index = 0; index < settings.nomad().jobs().size(); index++) {
      var id = settings.nomad().jobs().get(index).id();
      var place = prefix + "nomad.jobs[" + index + "].id";
      if (services.contains(id)) {
        var what = "There is a service \"" + id + "\" already";
        problems.add(bound.problem(ProblemId.DUPLICATE_SERVICE, place, what));
      } else if (!ids.add(id)) {
        var what = "There are two jobs \"" + id + "\"";
        problems.add(bound.problem(ProblemId.DUPLICATE_SERVICE, place, what));
      }
    }
  }
}
