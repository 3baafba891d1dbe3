package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.host.SystemCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Installs that have to be refused before anything is changed on any host.
final class BadInput {
  private final PracticeSite site;
  private final DemoBundles bundles;
  private final Path good;

  BadInput(PracticeSite site, DemoBundles bundles) {
    this.site = site;
    this.bundles = bundles;
    this.good = bundles.file(DemoBundle.FIRST);
  }

  void refuseAll() throws IOException {
    refuseSiteFiles();
    refuseHostsThatAreNotThereOrNotThemselves();
    refuseHostsThatAreNotReady();
    refuseBundlesThatAreNotTheVendors();
  }

  private void refuseSiteFiles() throws IOException {
    site.writeChanged("unknown-key.yaml", text -> text.replace("contact:", "contcat:"));
    var unknown = refuse("unknown-key.yaml", 2, "HF-CFG-001");
    assertThat(unknown.path("where").asString("")).matches(".*unknown-key\\.yaml:2:1");
    assertThat(unknown.toString()).contains("contact");

    site.writeChanged("even.yaml", text -> text.replaceFirst("\\[worker, lb\\]", "[server]"));
    refuse("even.yaml", 2, "HF-CFG-");

    var first = site.address("s1");
    site.writeChanged("twice.yaml", text -> text.replace(site.address("s2") + ",", first + ","));
    refuse("twice.yaml", 2, "HF-CFG-");
  }

  private void refuseHostsThatAreNotThereOrNotThemselves() throws IOException {
    var worker = site.address("w2");
    var nobody = worker.substring(0, worker.lastIndexOf('.')) + ".99";
    var pins = Files.readString(site.folder().resolve("known_hosts"));
    Files.writeString(
        site.folder().resolve("with-nobody"), pins.replace(worker + " ", nobody + " "));
    site.writeChanged(
        "nobody.yaml",
        text ->
            text.replace(worker, nobody)
                .replace("knownHosts: known_hosts", "knownHosts: with-nobody"));
    refuse("nobody.yaml", 10, "HF-SSH-");

    site.writeWithKeyOf("w1", "s2", "other-key.yaml");
    refuse("other-key.yaml", 9, "HF-SSH-003");
  }

  private void refuseHostsThatAreNotReady() throws IOException {
    inside("w1", "systemd-run -q --unit=squatter systemd-socket-activate -l 8301 /bin/cat");
    assertThat(refuse("site.yaml", 3, "HF-PRE-").toString()).contains("8301");
    inside("w1", "systemctl stop squatter.service || true");

    inside("s2", "mount -t tmpfs -o size=32m tmpfs /opt");
    assertThat(refuse("site.yaml", 3, "HF-PRE-").toString()).contains("/opt");
    inside("s2", "umount /opt");

    Files.writeString(site.folder().resolve("wrong-password"), "not-the-password\n");
    site.writeChanged(
        "no-sudo.yaml",
        text -> text.replaceFirst("sudoPasswordFile: .*", "sudoPasswordFile: wrong-password"));
    refuse("no-sudo.yaml", 3, "HF-PRE-");
  }

  private void inside(String host, String script) {
    var result = site.lab().exec(host, "sh", "-c", script);
    assertThat(result.ok()).as("%s on %s: %s", script, host, result.err()).isTrue();
  }

  private void refuseBundlesThatAreNotTheVendors() throws IOException {
    expect(site.run("bundle", "keygen", "--out", "other-keys"), 0, "bundle keygen");
    var strange = site.folder().resolve("other-keys/trust.json");
    refusal(site.run(site.install("site.yaml", good, strange)), 9, "HF-BND-");

    var damaged = site.folder().resolve("damaged.holdfast");
    for (var place : List.of(600L, Files.size(good) / 2)) {
      copyTo(damaged);
      flip(damaged, place);
      refusal(site.run(site.install("site.yaml", damaged, bundles.trust())), 9, "HF-BND-");
    }
    copyTo(damaged);
    removeSignatures(damaged);
    refusal(site.run(site.install("site.yaml", damaged, bundles.trust())), 9, "HF-BND-");
    Files.delete(damaged);
  }

  private void copyTo(Path copy) throws IOException {
    Files.deleteIfExists(copy);
    Files.copy(good, copy);
  }

  private static void removeSignatures(Path bundle) {
    var signatures =
        SystemCommand.run("tar", "-tf", bundle.toString())
            .lines()
            .filter(name -> name.startsWith("signatures/"))
            .toList();
    assertThat(signatures).hasSize(2);
    SystemCommand.run(
        "tar", "--delete", "-f", bundle.toString(), signatures.getFirst(), signatures.getLast());
  }

  private static void flip(Path file, long place) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(place);
      var old = bytes.read();
      bytes.seek(place);
      bytes.write(old ^ 1);
    }
  }

  private JsonNode refuse(String siteFile, int exitCode, String id) {
    return refusal(site.run(site.install(siteFile, good, bundles.trust())), exitCode, id);
  }
}
