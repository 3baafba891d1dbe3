package io.holdfast.installer.cli;

import io.holdfast.installer.vault.HeldCertificate;
import io.holdfast.installer.vault.HeldCertificates;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.OutwardZone;
import io.holdfast.installer.vault.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `holdfast certs show`: every certificate of the site, from the vault; asks no host.
@Command(
    name = "show",
    description =
        "List every certificate of the site: for whom, by whom, until when, on which hosts.")
final class CertsShowCommand extends Verb {
  @Parameters(
      arity = "0..1",
      paramLabel = "SITE",
      description =
          "The site file, or the name of a site known here (site.yaml, or the only site known).")
  private @Nullable String site;

  /// The result for scripts. `requested` are the zones whose request was not answered yet.
  record Result(String site, List<HeldCertificate> certificates, List<String> requested) {}

  @Override
  int run(Output output) {
    var context = SiteContext.find(stateFolder(), Optional.ofNullable(site));
    var vault = KeptVault.require(context).vault();
    var result =
        new Result(
            context.site().site(),
            HeldCertificates.of(context.site(), vault, Instant.now()),
            requested(vault));
    CertificateLines.of(result).forEach(output::text);
    output.result(result);
    return 0;
  }

  private static List<String> requested(Vault vault) {
    return Stream.of(TrustZone.values())
        .filter(
            zone ->
                switch (zone) {
                  case INTERNAL -> InternalZone.isRequested(vault);
                  case OUTWARD -> OutwardZone.isRequested(vault);
                })
        .map(TrustZone::word)
        .toList();
  }
}
