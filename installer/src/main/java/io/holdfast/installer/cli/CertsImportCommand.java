package io.holdfast.installer.cli;

import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.OutwardZone;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast certs import internal|outward`: what the company's authority has signed, checked
/// before it is kept.
@Command(
    name = "import",
    description = "Check a certificate that was requested, with its chain, and keep it.")
final class CertsImportCommand extends Verb {
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
      names = "--certificate",
      required = true,
      paramLabel = "FILE",
      description = "The certificate and its chain as PEM, in order, the root last.")
  private Path file = Path.of("");

  /// The result for scripts. `changed` is false where it was there already.
  record Result(String zone, boolean changed, List<String> warnings) {}

  @Override
  int run(Output output) {
    var context = SiteContext.find(stateFolder(), Optional.ofNullable(site));
    if (zone == TrustZone.INTERNAL) {
      Certificates.requireNotInstalled(context);
    }
    var bytes = UserFile.read("The file of certificates", file);
    var chain =
        CertificateChain.read(file.toString(), new String(bytes, StandardCharsets.ISO_8859_1));
    var kept = KeptVault.require(context);
    var random = new SecureRandom();
    var now = Instant.now();
    var imported =
        switch (zone) {
          case INTERNAL ->
              new InternalZone(context.site(), random, now)
                  .importChain(kept.vault(), file.toString(), chain);
          case OUTWARD ->
              new OutwardZone(context.site(), random, now)
                  .importChain(kept.vault(), file.toString(), chain);
        };
    kept.save(imported.vault());
    imported.warnings().forEach(warning -> output.say("warning: " + warning));
    var changed = imported.vault().version() != kept.vault().version();
    tell(context, changed, output);
    output.result(new Result(zone.word(), changed, imported.warnings()));
    return 0;
  }

  private void tell(SiteContext context, boolean changed, Output output) {
    var what = zone.certificate(context.site());
    output.text(
        changed
            ? "Kept: the certificate of " + what
            : "Nothing to do: the certificate of " + what + " is there");
    if (changed && zone == TrustZone.OUTWARD && !context.folder().runs().isEmpty()) {
      output.say("The balancers get it, one after the other, with: holdfast apply");
    }
  }
}
