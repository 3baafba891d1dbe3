package io.holdfast.installer.run;

import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.raft.RaftSnapshots.Saved;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/// Runs that save on this machine and on three servers.
abstract class SnapshotBench {
  static final List<String> SERVERS = List.of("s1", "s2", "s3");
  static final String FIRST = "20261101-000000-upgrade-0001";
  static final String SECOND = "20261102-000000-upgrade-0002";
  private static final Site SITE =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          access: {user: ops, keyFile: id, sudo: password}
          vault: {keyFile: vault.key}
          hosts:
            - {name: s1, address: 10.0.0.1, roles: [server]}
            - {name: s2, address: 10.0.0.2, roles: [server]}
            - {name: s3, address: 10.0.0.3, roles: [server]}
          """);

  @TempDir Path state;
  final FakeSnapshotServers servers = new FakeSnapshotServers();
  final Vault vault =
      new SiteSecrets(new SecureRandom(), Instant.now()).complete(SITE, Vault.empty("acme-1"));

  SiteFolder site() {
    return SiteFolder.of(state, "acme");
  }

  SnapshotFolder here() {
    return site().snapshots("", vault);
  }

  Path place() {
    return state.resolve("sites/acme/snapshots");
  }

  SnapshotCatalogue catalogue() {
    return SnapshotCatalogue.of(here(), servers, SERVERS);
  }

  static InputStream content(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes of which the line breaks after the text.
  static InputStream brokenAfter(String text) {
    return new SequenceInputStream(
        content(text),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the line broke");
          }

          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            throw new IOException("the line broke");
          }
        });
  }

  /// What was saved of a state with this text, at this place in the log.
  static Saved saved(String run, String text, long index) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Saved("consul", "1.21.5", run + "-consul", Sha256.of(bytes), bytes.length, index, 2);
  }

  /// Saves as a run does; gives what it says of it.
  String save(String run, String text, long index, int keep) throws IOException {
    var keeping =
        new SnapshotKeeping(
            site().snapshots(run, vault),
            servers,
            SERVERS,
            index,
            new Superseded(keep, Set.of(run), Set.of(), Journey.NONE));
    keeping.write("consul", content(text));
    return keeping.keep("consul", Json.write(saved(run, text, index).as("consul")));
  }
}
