package io.holdfast.lab.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.planner.RestorePreview;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run saves of a real Consul and a real Nomad, as they flow through the installer's own
/// adapter into sealed files.
@Tag("e2e")
class SnapshotLiveTest {
  private static final String RUN = "20261122-010203-upgrade-0001";

  @Test
  void savesConsulAndNomadSealedAndRestoresExactlyWhatWasSaved(@TempDir Path folder)
      throws Exception {
    var programs = NegativeProbesLiveTest.programs();
    try (var site = new LoopbackSite(folder, programs, UnaryOperator.identity())) {
      site.start();
      register(site);
      var snapshots = SiteFolder.of(folder, "acme").snapshots(RUN, site.vault());
      for (var product : new String[] {"consul", "nomad"}) {
        var world = site.world(snapshots);
        var outcome = Operations.named(product + ".save-snapshot").perform(world);
        var file = folder.resolve("sites/acme/snapshots/" + RUN + "-" + product + ".sealed");
        var saved =
            Json.read(
                Files.readAllBytes(Path.of(file.toString().replace(".sealed", ".json"))),
                RaftSnapshots.Saved.class);
        assertThat(outcome.says())
            .contains("saved at index " + saved.index(), "SHA-256 " + saved.sha256());
        assertThat(snapshots.length(product)).isEqualTo(saved.bytes());
        try (var opened = snapshots.open(product)) {
          assertThat(opened.readAllBytes()).hasSize((int) saved.bytes()).startsWith(0x1f, 0x8b);
        }
        assertThat(secretsOf(site)).noneMatch(secret -> holds(file, secret));
        missesNothing(world, product);
        restores(site, folder, saved.as(RUN + "-" + product));
      }
    }
  }

  /// By another run, and never under the vault of another site.
  private static void restores(LoopbackSite site, Path folder, RaftSnapshots.Saved saved) {
    var restoring = SiteFolder.of(folder, "acme").snapshots("later", site.vault());
    assertThat(restoring.all()).containsEntry(saved.file(), saved);
    var world = site.world(restoring);
    var before = Operations.named("consul.count-durable").perform(world).says();
    assertThat(world.api().send(key("PUT")).isSuccess()).isTrue();
    assertThat(RestorePreview.of(world, saved)).anyMatch(line -> line.contains("s1 leads"));
    var asked = world.withParameters(Map.of("saved", Json.write(saved)));
    var restored = Operations.named(saved.product() + ".restore-snapshot").perform(asked);
    assertThat(restored.says()).contains("is back at index " + saved.index());
    assertThat(Operations.named(saved.product() + ".count-durable").perform(world).says())
        .isNotEmpty();
    if (saved.product().equals("consul")) {
      assertThat(world.api().send(key("GET")).status()).isEqualTo(404);
      assertThat(Operations.named("consul.count-durable").perform(world).says()).isEqualTo(before);
    }
    var stranger =
        new SiteSecrets(new SecureRandom(), Instant.now())
            .complete(site.site(), Vault.empty("acme-2"));
    var theirs = site.world(SiteFolder.of(folder, "acme").snapshots("theirs", stranger));
    assertThatThrownBy(() -> RestorePreview.of(theirs, saved))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.SNAPSHOT_DAMAGED);
              assertThat(refused.first().evidence().orElseThrow())
                  .contains("it is of the site acme-1, not of acme-2");
            });
  }

  /// A service, and a job that only others are made of.
  private static void register(LoopbackSite site) {
    var door = new ApiAsk.Endpoint.Https(Layout.NOMAD_HTTPS_PORT, "localhost");
    for (var more : List.of("\"Type\":\"service\"", "\"Type\":\"batch\",\"ParameterizedJob\":{}")) {
      var id = more.contains("batch") ? "parent" : "service";
      var job =
          """
          {"Job":{"ID":"%1$s","Name":"%1$s",%2$s,"Datacenters":["dc1"],"TaskGroups":[{"Name":"g",
          "Tasks":[{"Name":"t","Driver":"raw_exec","Config":{"command":"/bin/true"}}]}]}}"""
              .formatted(id, more);
      var ask =
          ApiAsk.get("s1", door, "/v1/jobs")
              .withBody("PUT", job)
              .withToken("X-Nomad-Token", "nomad.token.management");
      assertThat(site.world(Map.of()).api().send(ask).isSuccess()).isTrue();
    }
  }

  private static ApiAsk key(String method) {
    var door = new ApiAsk.Endpoint.Https(Layout.CONSUL_HTTPS_PORT, "localhost");
    var ask =
        ApiAsk.get("s1", door, "/v1/kv/later/x")
            .withToken("X-Consul-Token", "consul.token.management");
    return method.equals("PUT") ? ask.withBody("PUT", "{}") : ask;
  }

  /// What was counted is there in the server's own state; one more would be missing.
  private static void missesNothing(World world, String product) {
    var counted = Operations.named(product + ".count-durable").perform(world).says();
    assertThat(counted).containsPattern("aclTokens [1-9]");
    if (product.equals("nomad")) {
      assertThat(counted).contains("jobs 2", "namespaces 1");
    }
    assertThat(judge(world, product, counted)).isInstanceOf(Verdict.Met.class);
    var more = judge(world, product, counted + ", aclPolicies 99");
    assertThat(more).isInstanceOf(Verdict.NotYet.class);
    assertThat(more.why()).contains("on s1 holds fewer durable things than before: aclPolicies 99");
  }

  private static Verdict judge(World world, String product, String counts) {
    var parameters = Map.of("host", "s1", "counts", counts);
    return Gates.named(product + ".durable-counts").judge(world.withParameters(parameters));
  }

  private static List<String> secretsOf(LoopbackSite site) {
    return site.vault().names().stream()
        .filter(name -> name.contains("token"))
        .map(name -> site.vault().secret(name).reveal())
        .toList();
  }

  private static boolean holds(Path file, String secret) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
