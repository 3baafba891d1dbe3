package io.holdfast.installer.cli;

import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.preflight.Preflight;
import io.holdfast.installer.preflight.Report;
import io.holdfast.installer.secret.SecretFile;
import io.holdfast.installer.secret.SecretFiles;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast preflight`: everything an install goes wrong without, looked at before anything is
/// changed.
@Command(name = "preflight", description = "Check all hosts; change nothing.")
final class PreflightCommand extends SiteAndBundleVerb {
  @Option(names = "--strict", description = "Exit with 4 when there are warnings.")
  private boolean strict;

  /// The result for scripts.
  record Result(int exitCode, int failed, int warned, List<Finding> findings) {}

  @Override
  int run(Output output) {
    var context = context();
    try (var open = OpenSite.with(context, source(context), OpenSite.VaultUse.READ)) {
      var report = check(open);
      report.lines().forEach(output::text);
      var exitCode = exitCode(report);
      output.result(
          new Result(
              exitCode, report.failures().size(), report.warnings().size(), report.findings()));
      return exitCode;
    }
  }

  static Report check(OpenSite open) {
    var session = open.session();
    var hosts =
        new Preflight(
                session.site(),
                open.bundle().manifest(),
                session.hosts(),
                session.vault().map(Vault::siteId))
            .run();
    return hosts
        .with(Certificates.findings(session.site(), session.vault(), Instant.now()))
        .with(files(open.context()));
  }

  /// The files of this machine. A vault that is still to be made opens by none that others can
  /// read.
  static List<Finding> files(SiteContext context) {
    var findings = new ArrayList<Finding>();
    SecretFiles.ofVault(context.site().vault(), context.home())
        .flatMap(SecretFile::openness)
        .ifPresent(open -> findings.add(Finding.fail("files", open)));
    SecretFiles.warnings(context.site().access(), context.home())
        .forEach(open -> findings.add(Finding.warn("files", open)));
    return findings;
  }

  private int exitCode(Report report) {
    if (!report.failures().isEmpty()) {
      var kinds = report.failures().stream().map(Problem::id).map(id -> id.kind()).toList();
      return ProblemKind.deciding(kinds).exitCode();
    }
    return strict && !report.warnings().isEmpty() ? 4 : 0;
  }
}
