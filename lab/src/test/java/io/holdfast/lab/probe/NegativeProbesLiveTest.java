package io.holdfast.lab.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.component.ComponentsFolder;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The negative probes against real Consul and real Nomad with what an installation would give
/// them.
@Tag("e2e")
class NegativeProbesLiveTest {
  private static final int CONTROLS = 4;

  @Test
  void whateverHasNoRightIsRefusedByConsulAndNomad(@TempDir Path folder) throws Exception {
    try (var site = new LoopbackSite(folder, programs(), UnaryOperator.identity())) {
      site.start();
      var secrets = new TreeMap<>(Map.of("of the node w1", site.nodeSecret()));
      var probes = new NegativeProbes(site.site(), site.vault(), site, secrets).run();
      probes.forEach(probe -> System.out.println(probe.says()));
      assertThat(probes).filteredOn(probe -> !probe.asItMust()).isEmpty();
      assertThat(probes).filteredOn(probe -> probe.name().startsWith("control")).hasSize(CONTROLS);
      for (var product : List.of(Layout.CONSUL, Layout.NOMAD)) {
        assertThat(probes)
            .filteredOn(probe -> probe.product().equals(product))
            .extracting(Probe::name)
            .contains(
                "plaintext request",
                "plaintext member",
                "wrong authority among members",
                "a client as a server",
                "no token",
                "a worker's token for management");
      }
      tellNoSecret(site, probes);
    }
  }

  private static void tellNoSecret(LoopbackSite site, List<Probe> probes) {
    var values = site.vault().names().stream().map(site.vault()::secret).map(Secret::reveal);
    var said = String.join("\n", probes.stream().map(Probe::says).toList());
    assertThat(values).noneMatch(said::contains);
  }

  /// Both products can be told to take any certificate of the site for that of a server.
  @Test
  void aClusterThatTakesClientsForServersIsFoundOut(@TempDir Path folder) throws Exception {
    UnaryOperator<String> lenient =
        text ->
            text.replace("\"verify_server_hostname\" : true", "\"verify_server_hostname\" : false");
    try (var site = new LoopbackSite(folder, programs(), lenient)) {
      site.start();
      var probes = new NegativeProbes(site.site(), site.vault(), site, new TreeMap<>()).run();
      assertThat(probes)
          .filteredOn(probe -> !probe.asItMust())
          .extracting(probe -> probe.product() + ": " + probe.name())
          .containsExactly("consul: a client as a server", "nomad: a client as a server");
    }
  }

  static Map<String, Path> programs() throws IOException {
    var programs = new TreeMap<String, Path>();
    for (var component : List.of(Layout.CONSUL, Layout.NOMAD)) {
      programs.put(component, newest(component));
    }
    return programs;
  }

  private static Path newest(String component) throws IOException {
    var folder = ComponentsFolder.usual(text -> {}).path().resolve(component);
    assumeTrue(Files.isDirectory(folder), component + " is not in " + folder);
    try (var releases = Files.list(folder)) {
      var newest =
          releases
              .map(release -> release.resolve(component))
              .filter(Files::isExecutable)
              .max(Comparator.comparing(Path::toString));
      assumeTrue(newest.isPresent(), component + " is not in " + folder);
      return newest.orElseThrow();
    }
  }
}
