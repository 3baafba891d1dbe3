package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What of the rules of a company would make a change of a host fail half-way: the users of what is
/// changed, the file systems, a Docker that is used as it stands, a proxy. The rest of preflight is
/// about hosts that are new, or about the whole site.
final class ChangeChecks {
  private ChangeChecks() {}

  /// `components` are those that are changed on this host.
  static List<Finding> of(
      Site site, Manifest manifest, Host host, HostFacts facts, Set<String> components) {
    var findings = new ArrayList<>(UserChecks.of(site, host, facts, components::contains));
    findings.addAll(MountChecks.of(site, manifest, host, facts));
    ProxyChecks.of(site, host, facts).ifPresent(findings::add);
    if (DockerChecks.concerns(site, host)) {
      findings.addAll(DockerChecks.of(facts, host));
    }
    return findings;
  }
}
