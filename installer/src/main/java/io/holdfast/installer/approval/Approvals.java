package io.holdfast.installer.approval;

import io.holdfast.installer.run.UserFile;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Approver;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Who has approved a plan: signatures over the bytes of its file, beside it in `PLAN.approvals/`.
///
/// Whose a signature is says its key and not its file's name, so that a file may be called
/// anything. One that does not fit counts for nobody and is named.
public record Approvals(List<String> names, List<String> unfit) {
  public Approvals {
    names = List.copyOf(names);
    unfit = List.copyOf(unfit);
  }

  /// Where the signatures of a plan's file lie.
  public static Path folder(Path plan) {
    return plan.resolveSibling(plan.getFileName() + ".approvals");
  }

  /// Reads what lies beside a plan with these bytes.
  public static Approvals of(Path plan, byte[] content, Site site) {
    var names = new TreeSet<String>();
    var unfit = new ArrayList<String>();
    for (var file : files(folder(plan))) {
      var text = new String(UserFile.read("The approval", file), StandardCharsets.ISO_8859_1);
      judge(text, content, site, names)
          .ifPresent(why -> unfit.add(file.getFileName() + ": " + why));
    }
    return new Approvals(List.copyOf(names), unfit);
  }

  private static Optional<String> judge(
      String text, byte[] content, Site site, TreeSet<String> names) {
    var signature = SshSignature.parse(text);
    if (signature.isEmpty()) {
      return Optional.of(
          "no signature of an ed25519 key for the namespace " + SshSignature.NAMESPACE);
    }
    var approver = find(site, signature.get().publicKey());
    if (approver.isEmpty()) {
      return Optional.of("its key is that of no approver in site.yaml");
    }
    if (!signature.get().isOf(content)) {
      return Optional.of(approver.get().name() + " signed something else than this plan");
    }
    names.add(approver.get().name());
    return Optional.empty();
  }

  /// The approver with a public key, as it stands in a `.pub` file.
  public static Optional<Approver> find(Site site, String publicKey) {
    return site.approvers().orElse(List.of()).stream()
        .filter(approver -> approver.bareKey().equals(publicKey))
        .findFirst();
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sig")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the folder " + folder + " cannot be read", unreadable);
    }
  }

  /// Refuses a plan that fewer have approved than the site asks for.
  public void require(Site site, Path plan) {
    var missing = site.approvalsNeeded() - names.size();
    if (missing <= 0) {
      return;
    }
    var problem =
        Problem.of(
                ProblemId.APPROVALS_MISSING,
                "The plan has "
                    + names.size()
                    + " of "
                    + site.approvalsNeeded()
                    + " approvals"
                    + (names.isEmpty() ? "" : ": " + String.join(", ", names)))
            .withClusterSafe(true, "nothing was changed")
            .withFix(
                "holdfast approve " + plan + " --key KEYFILE   # by one of: " + others(site),
                "holdfast plan --document p.html   # what there is to approve");
    throw (unfit.isEmpty() ? problem : problem.withEvidence(String.join("\n", unfit)))
        .asException();
  }

  private String others(Site site) {
    return String.join(
        ", ",
        site.approvers().orElse(List.of()).stream()
            .map(Approver::name)
            .filter(name -> !names.contains(name))
            .toList());
  }
}
