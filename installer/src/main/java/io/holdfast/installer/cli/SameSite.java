package io.holdfast.installer.cli;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a site file is of the cluster that this machine keeps under its name. A cluster's
/// servers are replaced one after the other, so a file of the same cluster shares some with the one
/// last used.
final class SameSite {
  private static final System.Logger LOG = System.getLogger(SameSite.class.getName());

  private SameSite() {}

  /// Refuses the site file of another cluster: what is kept under the name, its identity and its
  /// keys above all, is not that one's. A site that no run has begun to install may still change
  /// altogether.
  static void require(SiteContext context) {
    var folder = context.folder();
    var servers = servers(context.site());
    var known = folder.siteText().flatMap(text -> serversOf(context, text));
    if (known.isPresent()
        && Collections.disjoint(known.get(), servers)
        && !folder.runs().isEmpty()) {
      throw Problem.of(
              ProblemId.SITE_NAME_TAKEN,
              "The site "
                  + context.site().site()
                  + " known on this machine is another cluster than that of "
                  + context.file())
          .withEvidence(
              "its servers are "
                  + String.join(", ", known.get())
                  + "; the file's are "
                  + String.join(", ", servers))
          .withFix(
              "give the new cluster a name of its own: site: in " + context.file(),
              "mv "
                  + folder.path()
                  + " "
                  + folder.path()
                  + ".old   # if the known one is gone for good")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  private static Set<String> servers(Site site) {
    var servers = new TreeSet<String>();
    site.hosts().stream()
        .filter(host -> host.is(Role.SERVER))
        .map(Host::address)
        .forEach(servers::add);
    return servers;
  }

  private static Optional<Set<String>> serversOf(SiteContext context, byte[] text) {
    try {
      var known = new String(text, StandardCharsets.UTF_8);
      return Optional.of(servers(SiteReader.read("site.yaml", known)));
    } catch (HoldfastException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "site " + context.site().site(), unreadable);
      return Optional.empty();
    }
  }
}
