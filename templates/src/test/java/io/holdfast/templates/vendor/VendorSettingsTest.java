package io.holdfast.templates.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.yaml.YamlBinder;
import org.junit.jupiter.api.Test;

class VendorSettingsTest {
  private static final String FULL =
      """
      consul:
        config: {performance: {raft_multiplier: 2}, log_level: DEBUG}
        unit: {LimitNOFILE: 131072, RuntimeMaxSec: 20}
      docker: {config: {max-concurrent-downloads: 2}}
      nomad:
        config: {client: {gc_max_allocs: 80}}
        unit: {LimitNOFILE: 131072}
        pauseImage: pause:1.0
        jobs:
          - {id: report, specification: {ID: report, Type: batch, TaskGroups: []}}
      haproxy: {maxConnections: 2000, backend: ["option forwardfor"]}
      services:
        - name: shop
          image: shop
          port: 8080
          hostPort: 18080
          instancesPerWorker: 2
          healthPath: /health
          environment: {COLOUR: green, "A": 1}
          command: [httpd, -f, -p, 8080]
          cpuMhz: 200
          memoryMb: 64
        - {name: plain, image: plain, port: 80, hostPort: 18090}
      """;

  @Test
  void whatYamlSaysComesBackFromCanonicalJson() {
    var settings = YamlBinder.read("appliance.yaml", FULL, VendorSettings.class).value();
    assertThat(Json.read(Json.canonical(settings), VendorSettings.class)).isEqualTo(settings);
    assertThat(settings.services().getFirst().command().orElseThrow())
        .containsExactly("httpd", "-f", "-p", "8080");
    assertThat(settings.consul().unit()).containsEntry("LimitNOFILE", "131072");
    assertThat(settings.nomad().unit()).containsEntry("LimitNOFILE", "131072");
    assertThat(settings.nomad().jobs()).extracting(NomadJob::id).containsExactly("report");
    assertThat(settings.services()).extracting(ServiceSpec::memoryMb).containsExactly(64, 128);
    assertThat(YamlBinder.read("a", "{}", VendorSettings.class).value())
        .isEqualTo(VendorSettings.none());
  }

  @Test
  void namesAndPortsThatStandTwiceAreFound() {
    var bound =
        YamlBinder.read(
            "a.yaml",
            """
            services:
              - {name: shop, image: i, port: 80, hostPort: 18080, instancesPerWorker: 2}
              - {name: shop, image: i, port: 80, hostPort: 18081}
            """,
            VendorSettings.class);
    var problems = new Problems();
    VendorSettings.check(bound, "", bound.value(), problems);
    assertThat(problems.list())
        .extracting(Problem::headline)
        .containsExactly(
            "a.yaml:3:12: HF-CFG-018 There are two services \"shop\"",
            "a.yaml:3:48: HF-CFG-016 Host port 18081 is wanted by \"shop\" too");
  }

  @Test
  void aServiceAndAJobOfNomadShareTheirNames() {
    var bound =
        YamlBinder.read(
            "a.yaml",
            """
            nomad:
              jobs:
                - {id: shop, specification: {ID: shop}}
                - {id: report, specification: {ID: report}}
                - {id: report, specification: {ID: report}}
            services:
              - {name: shop, image: i, port: 80, hostPort: 18080}
            """,
            VendorSettings.class);
    var problems = new Problems();
    VendorSettings.check(bound, "", bound.value(), problems);
    assertThat(problems.list())
        .extracting(Problem::headline)
        .containsExactly(
            "a.yaml:3:12: HF-CFG-018 There is a service \"shop\" already",
            "a.yaml:5:12: HF-CFG-018 There are two jobs \"report\"");
  }

  @Test
  void whatIsSaidOfNomadFitsTogether() {
    for (var text :
        new String[] {
          "nomad: {pauseImage: pause}",
          "nomad: {jobs: [{id: report, specification: {ID: other}}]}",
          "nomad: {jobs: [{id: report, specification: {}}]}",
          "nomad: {jobs: [{id: \"a b\", specification: {ID: \"a b\"}}]}",
          "nomad: {unit: {\"Nice=1\\nX\": 1}}",
          "services: [{name: x, image: i, port: 1, hostPort: 1, memoryMb: 9}]",
          "services: [{name: x, image: i, port: 1, hostPort: 1, cpuMhz: 0}]"
        }) {
      var refused =
          catchThrowableOfType(
              HoldfastException.class, () -> YamlBinder.read("a", text, VendorSettings.class));
      assertThat(refused.first().id()).as(text).isEqualTo(ProblemId.VALUE_REFUSED);
    }
  }

  @Test
  void aLineCannotSmuggleInASecondOne() {
    for (var text :
        new String[] {
          "consul: {unit: {Nice: \"1\\nExecStartPre=/bin/evil\"}}",
          "consul: {unit: {\"Nice=1\\nX\": 1}}",
          "haproxy: {global: [\"a\\nb\"]}",
          "services: [{name: x, image: i, port: 1, hostPort: 1, healthPath: \"/ x\"}]",
          "services: [{name: \"x y\", image: i, port: 1, hostPort: 1}]"
        }) {
      var refused =
          catchThrowableOfType(
              HoldfastException.class, () -> YamlBinder.read("a", text, VendorSettings.class));
      assertThat(refused.first().id()).as(text).isEqualTo(ProblemId.VALUE_REFUSED);
    }
  }
}
