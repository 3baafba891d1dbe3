package io.holdfast.installer.cli;

import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.InternalZone.Requested;
import io.holdfast.installer.vault.OutwardZone;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast certs request internal|outward`: a request for the company's authority. The key is
/// made in the vault and stays there.
@Command(
    name = "request",
    description =
        "Write a request for a certificate (PKCS #10); its key is made in the vault and stays"
            + " there.")
final class CertsRequestCommand extends Verb {
  @Parameters(
      index = "0",
      paramLabel = "internal|outward",
      description = "For the authority of the cluster itself, or for the balancers.")
  private TrustZone zone = TrustZone.OUTWARD;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SITE",
      description =
          "The site file, or the name of a site known here (site.yaml, or the only site known).")
  private @Nullable String site;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description =
          "Where to write it: internal, the file; outward, the folder, for outward.csr in it.")
  private @Nullable Path out;

  @Option(names = "--withdraw", description = "Take back a request that was not answered.")
  private boolean withdraw;

  /// The result for scripts; `file` is empty where a request was taken back.
  record Result(String zone, Optional<String> file) {}

  @Override
  int run(Output output) {
    var context = SiteContext.find(stateFolder(), Optional.ofNullable(site));
    if (zone == TrustZone.INTERNAL) {
      Certificates.requireNotInstalled(context);
    }
    if (withdraw == (out != null)) {
      throw Problem.of(ProblemId.USAGE_WRONG, "Say where to write the request, or take it back")
          .withFix("add either --out PATH or --withdraw")
          .asException();
    }
    output.result(
        new Result(
            zone.word(),
            withdraw ? withdraw(context, output) : Optional.of(write(context, output).toString())));
    return 0;
  }

  private Path write(SiteContext context, Output output) {
    var kept = KeptVault.findOrMake(context);
    var random = new SecureRandom();
    var requested =
        switch (zone) {
          case INTERNAL ->
              new InternalZone(context.site(), random, Instant.now()).request(kept.vault());
          case OUTWARD ->
              new OutwardZone(context.site(), random, Instant.now()).request(kept.vault());
        };
    kept.save(requested.vault());
    var file = keep(requested);
    output.text("The request for " + zone.certificate(context.site()) + " is in " + file);
    output.say(
        "Have it signed, then: holdfast certs import "
            + zone.word()
            + " --certificate CHAIN.pem "
            + context.file());
    return file;
  }

  private Path keep(Requested requested) {
    var place = Optional.ofNullable(out).orElseThrow();
    if (zone == TrustZone.OUTWARD) {
      UserFile.makeFolder(place);
      place = place.resolve("outward.csr");
    }
    UserFile.write("The request", place, requested.csr().getBytes(StandardCharsets.US_ASCII));
    return place;
  }

  private Optional<String> withdraw(SiteContext context, Output output) {
    var kept = KeptVault.require(context);
    var random = new SecureRandom();
    kept.save(
        switch (zone) {
          case INTERNAL ->
              new InternalZone(context.site(), random, Instant.now()).withdraw(kept.vault());
          case OUTWARD ->
              new OutwardZone(context.site(), random, Instant.now()).withdraw(kept.vault());
        });
    output.text("No request is open for " + zone.certificate(context.site()));
    return Optional.empty();
  }
}
