package io.holdfast.installer.cli;

import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;

/// A site of three servers and a worker.
final class SmallSite {
  private SmallSite() {}

  static Site of(String engine) {
    return SiteReader.read(
        "site.yaml",
        """
        site: acme
        engine: %s
        access: {user: ops, keyFile: id_ed25519}
        vault: {passphraseFile: vault.pass}
        hosts:
          - {name: s1, address: 10.0.0.1, roles: [server]}
          - {name: s2, address: 10.0.0.2, roles: [server]}
          - {name: s3, address: 10.0.0.3, roles: [server]}
          - {name: w1, address: 10.0.0.4, roles: [worker]}
        """
            .formatted(engine));
  }
}
