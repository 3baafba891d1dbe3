package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.build.BuildRequest;
import io.holdfast.bundle.build.BundleBuilder;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `rollback` refuses before it changes any host, with real bundles.
class RollbackCommandTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, worker]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;
  private KeptRuns runs = new KeptRuns(SiteFolder.of(Path.of("unset"), "acme"));

  @BeforeEach
  void aSite() throws IOException {
    Files.writeString(folder.resolve("site.yaml"), SITE);
    var key = folder.resolve("vault.key");
    Files.write(key, new byte[32]);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    KeyFolder.create(folder.resolve("keys"), "acme");
    runs = new KeptRuns(site());
  }

  private SiteFolder site() {
    return SiteFolder.of(folder.resolve("state"), "acme");
  }

  /// A signed bundle of the same components, whose agent says which one it is.
  private Path bundle(String version) throws IOException {
    Files.writeString(folder.resolve("part"), "part of " + version);
    Files.writeString(
        folder.resolve("appliance.yaml"),
        """
        appliance: shop
        version: "%s"
        components:
          - name: agent
            version: "0.1.0"
            licence: {name: test, file: part}
            source: {files: [{from: part, to: bin/holdfast-agent}]}
          - name: consul
            version: "1.20.5"
            licence: {name: test, file: part}
            source: {files: [{from: part, to: bin/consul}]}
          - name: docker
            version: "26.1.4"
            licence: {name: test, file: part}
            source: {files: [{from: part, to: bin/docker}]}
        """
            .formatted(version));
    var file = folder.resolve(version + ".holdfast");
    BundleBuilder.ofThisMachine(folder, _ -> {})
        .build(
            new BuildRequest(
                folder.resolve("appliance.yaml"), Map.of(), file, folder.resolve("keys"), folder));
    return file;
  }

  /// A run that brought this very file.
  private RunFolder brought(String verb, Path bundle) {
    var run = runs.add(verb, BundleReader.digest(bundle), 0);
    var trust = folder.resolve("keys").resolve(KeyFolder.TRUST_FILE).toString();
    run.saveOrigin(
        new SiteFolder.Origin(
            folder.resolve("site.yaml").toString(),
            Optional.of(bundle.toString()),
            Optional.of(trust)));
    return run;
  }

  private int holdfast(String verb, String... more) {
    var all = new ArrayList<>(List.of(verb));
    all.addAll(List.of(more));
    all.addAll(List.of("--site", folder.resolve("site.yaml").toString()));
    all.addAll(List.of("--state", folder.resolve("state").toString()));
    return HoldfastCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void refusesASiteThatHasHadOneBundleOnly() throws IOException {
    brought("install", bundle("1"));
    assertThat(holdfast("rollback", "--yes")).isEqualTo(2);
    assertThat(err.toString())
        .contains("HF-RUN-031", "the only bundle known here is demo", "holdfast history");
  }

  @Test
  void refusesAnyOtherBundleByItsNameAndDigest() throws IOException {
    var first = bundle("1");
    var second = bundle("2");
    brought("install", first);
    brought("upgrade", second);
    for (var wrong : List.of(second, bundle("3"))) {
      assertThat(holdfast("rollback", "--yes", "--bundle", wrong.toString())).isEqualTo(2);
      assertThat(err.toString())
          .contains("HF-RUN-031", wrong + " is not the bundle that stood before")
          .contains("digest " + BundleReader.digest(first));
    }
    assertThat(site().runs()).hasSize(2);
  }

  @Test
  void takesTheFileOfTheRunBeforeAndSaysWhereItIsNoMore() throws IOException {
    var first = bundle("1");
    brought("install", first);
    brought("upgrade", bundle("2"));
    assertThat(holdfast("rollback", "--yes")).as("as far as the hosts").isNotZero();
    assertThat(err.toString()).doesNotContain("HF-RUN-031").contains("The key file");
    var elsewhere = Files.move(first, folder.resolve("moved.holdfast"));
    assertThat(holdfast("rollback", "--yes")).isEqualTo(2);
    assertThat(err.toString()).contains("is not at " + first, "holdfast rollback --bundle BUNDLE");
    err.getBuffer().setLength(0);
    assertThat(holdfast("rollback", "--yes", "--bundle", elsewhere.toString())).isNotZero();
    assertThat(err.toString()).doesNotContain("HF-RUN-031");
  }

  @Test
  void refusesHalfADryRunAndAPlanThatGoesBackWithTheWrongVerb() throws IOException {
    assertThat(holdfast("rollback", "--out", "p.json")).isEqualTo(2);
    assertThat(holdfast("rollback", "p.json", "--dry-run")).isEqualTo(2);
    assertThat(err.toString()).contains("holdfast rollback --dry-run --out p.json");
    var first = bundle("1");
    brought("install", first);
    var file = folder.resolve("p.json");
    Files.write(file, Json.canonical(KeptRuns.plan(Plan.Verb.ROLLBACK)));
    var trust = folder.resolve("keys").resolve(KeyFolder.TRUST_FILE).toString();
    var named = new String[] {file.toString(), "--bundle", first.toString(), "--trust", trust};
    assertThat(holdfast("apply", named)).isEqualTo(2);
    assertThat(err.toString()).contains("This plan goes back", "holdfast rollback PLAN");
  }
}
