package io.holdfast.lab.probe;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultKeys;
import io.holdfast.lab.host.PracticeLab;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The negative probes against a site that stands on practice hosts.
public final class PracticeProbes {
  private PracticeProbes() {}

  /// `siteFile` is the `site.yaml` that the site was installed with, `state` where its
  /// administrator keeps it.
  public static List<Probe> run(PracticeLab lab, Path siteFile, Path state) throws IOException {
    var site = SiteReader.read(siteFile.toString(), Files.readString(siteFile));
    var sealed = SiteFolder.of(state, site.site()).vault().orElseThrow();
    var folder = siteFile.toAbsolutePath().resolveSibling("");
    var vault = VaultFile.open(sealed, VaultKeys.fetch(site.vault(), folder)).vault();
    return new NegativeProbes(site, vault, new Hosts(lab, site), ownSecrets(lab, site)).run();
  }

  /// By this secret a worker of Nomad shows its servers that it is itself.
  private static SortedMap<String, Secret> ownSecrets(PracticeLab lab, Site site) {
    var secrets = new TreeMap<String, Secret>();
    if (site.engine() == Engine.NOMAD) {
      site.hosts().stream()
          .filter(host -> host.is(Role.WORKER))
          .map(Host::name)
          .findFirst()
          .ifPresent(worker -> secrets.put("of the node " + worker, ownSecret(lab, site, worker)));
    }
    return secrets;
  }

  private static Secret ownSecret(PracticeLab lab, Site site, String worker) {
    var file = Layout.nomadData(site.places().data()) + "/client/secret-id";
    return Secret.of(lab.exec(worker, "cat", file).out().strip());
  }

  private record Hosts(PracticeLab lab, Site site) implements Reach {
    @Override
    public Socket requests(String host, int port) throws IOException {
      var command = Relay.toLoopback(port).toArray(String[]::new);
      return Relay.through(lab.command(host, command));
    }

    @Override
    public Socket members(String host, int port) throws IOException {
      return new Socket(site.host(host).orElseThrow().address(), port);
    }
  }
}
