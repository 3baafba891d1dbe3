package io.holdfast.installer.cli;

import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.installer.preflight.FirewallFile;
import io.holdfast.installer.preflight.Requirements;
import io.holdfast.installer.preflight.RequirementsText;
import io.holdfast.installer.run.UserFile;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast requirements site.yaml`: what has to be ordered before any host can be reached. It
/// reads files of this machine only.
@Command(
    name = "requirements",
    description =
        "Say what the site needs, such as open ports and disk space, before any host is reached.")
final class RequirementsCommand extends SiteAndBundleVerb {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The site file; the same as --site FILE.")
  private @Nullable String file;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the firewall matrix as comma-separated values.")
  private @Nullable Path csv;

  @Option(
      names = "--firewall",
      paramLabel = "KIND",
      description = "Print the rules of each host for its firewall: nftables or firewalld.")
  private @Nullable String firewall;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "With --firewall: the rules of this host only.")
  private @Nullable String host;

  @Override
  int run(Output output) throws IOException {
    if (host != null && firewall == null) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--host goes with --firewall")
          .withFix("holdfast requirements SITE --firewall nftables --host " + host)
          .asException();
    }
    var context = file == null ? context() : SiteContext.find(stateFolder(), Optional.of(file));
    var source = source(context);
    try (var bundle = BundleReader.open(source.bundle(), TrustFile.read(source.trust()))) {
      Platform.requireSameEngine(context.site(), bundle.manifest());
      if (firewall != null) {
        return printFirewalls(
            output, context.site(), bundle.manifest(), firewall, Optional.ofNullable(host));
      }
      var requirements =
          Requirements.of(context.site(), bundle.manifest(), Files.size(source.bundle()));
      RequirementsText.page(requirements).forEach(output::text);
      if (csv != null) {
        UserFile.write("The firewall matrix", csv, RequirementsText.csv(requirements));
        output.say("The firewall matrix is in " + csv);
      }
      output.result(requirements);
      return 0;
    }
  }

  private static int printFirewalls(
      Output output, Site site, Manifest manifest, String kind, Optional<String> only) {
    var files = FirewallFile.of(site, manifest, FirewallFile.kind(kind), only);
    files.forEach(file -> file.lines().forEach(output::text));
    if (files.size() > 1) {
      output.say("These are " + files.size() + " files; --host HOST prints one alone");
    }
    output.result(new Firewalls(kind, files));
    return 0;
  }

  /// The result for scripts.
  record Firewalls(String firewall, List<FirewallFile> hosts) {}
}
