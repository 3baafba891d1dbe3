package io.holdfast.installer.cli;

import io.holdfast.installer.approval.Approvals;
import io.holdfast.installer.approval.SigningKey;
import io.holdfast.installer.run.UserFile;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Approver;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast approve PLAN --key FILE`: signs a plan as one of the approvers of `site.yaml`. Needs
/// no host, no bundle and no vault.
@Command(
    name = "approve",
    description = {
      "Approve a plan with your SSH key.",
      "Where site.yaml asks for approvals, apply refuses a plan without them."
    })
final class ApproveCommand extends SiteVerb {
  @Parameters(paramLabel = "PLAN", description = "A plan written by plan --out.")
  private @Nullable Path file;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Your private key of OpenSSH, ed25519 and without a passphrase.")
  private @Nullable Path key;

  /// The result for scripts. `approvedBy` are all who have approved it by now.
  record Result(
      String planDigest, String approver, String signature, List<String> approvedBy, int needed) {}

  @Override
  int run(Output output) throws IOException {
    var plan = Objects.requireNonNull(file);
    var site = context().site();
    var content = UserFile.read("The plan", plan);
    var read = Plan.read(content);
    var signing = SigningKey.read(Objects.requireNonNull(key), plan);
    var approver = Approvals.find(site, signing.publicKey()).orElseThrow(() -> nobody(site));
    output.say("Plan " + read.digest() + ": " + read.verb().word() + " " + read.site());
    read.stages().forEach(stage -> output.say("  " + stage.path() + "  " + stage.title()));
    if (!Consent.given(isYes(), output, "Approve this plan as " + approver.name() + "?")) {
      return 0;
    }
    var folder = Files.createDirectories(Approvals.folder(plan));
    var signature = folder.resolve(approver.name() + ".sig");
    UserFile.write(
        "The approval", signature, signing.sign(content).getBytes(StandardCharsets.US_ASCII));
    var now = Approvals.of(plan, content, site);
    output.text(
        "Approved by "
            + String.join(", ", now.names())
            + ": "
            + now.names().size()
            + " of "
            + site.approvalsNeeded()
            + ".");
    output.result(
        new Result(
            read.digest(),
            approver.name(),
            signature.toString(),
            now.names(),
            site.approvalsNeeded()));
    return 0;
  }

  private static RuntimeException nobody(Site site) {
    var approvers = site.approvers().orElse(List.of()).stream().map(Approver::name).toList();
    return Problem.of(ProblemId.APPROVAL_KEY, "This key is that of no approver in site.yaml")
        .withEvidence(
            approvers.isEmpty()
                ? "site.yaml has no approvers"
                : "approvers: " + String.join(", ", approvers))
        .withFix("add name and public key to approvers in site.yaml, then make the plan anew")
        .asException();
  }
}
