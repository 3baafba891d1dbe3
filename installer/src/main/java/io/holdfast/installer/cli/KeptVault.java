package io.holdfast.installer.cli;

import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultKeys;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.security.SecureRandom;
import java.util.Optional;

/// A site's vault on this machine, open, and the way to save it again.
record KeptVault(SiteContext context, VaultFile.Opened opened, boolean isNew) {

  /// The vault that is kept under the site's name; refused for the site file of another cluster.
  static Optional<KeptVault> find(SiteContext context) {
    SameSite.require(context);
    return context
        .folder()
        .vault()
        .map(
            bytes ->
                new KeptVault(
                    context, VaultKeys.open(bytes, context.site().vault(), context.home()), false));
  }

  /// The vault, or an empty one with a new identity for a site that has none.
  static KeptVault findOrMake(SiteContext context) {
    return find(context)
        .orElseGet(
            () -> {
              var siteId = SiteSecrets.newSiteId(context.site().site(), new SecureRandom());
              var lock = VaultKeys.fetch(context.site().vault(), context.home());
              var empty = new VaultFile.Opened(Vault.empty(siteId), VaultFile.create(lock));
              return new KeptVault(context, empty, true);
            });
  }

  static KeptVault require(SiteContext context) {
    return find(context)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemId.VAULT_NOT_FOUND,
                        "This machine has no vault of site " + context.site().site())
                    .withFix(
                        "holdfast certs request internal --out FILE "
                            + context.file()
                            + "   # makes it, for a new site whose authority your company signs:"
                            + " only before the first run",
                        "holdfast plan --site "
                            + context.file()
                            + "   # makes it, for a new site with an authority of its own",
                        "holdfast attach USER@SERVER --known-hosts FILE   # fetches it, for one that runs")
                    .asException());
  }

  Vault vault() {
    return opened.vault();
  }

  /// Writes a changed vault in one piece; an unchanged one is left alone.
  KeptVault save(Vault changed) {
    if (isNew || changed.version() != vault().version()) {
      context.folder().saveVault(opened.file().seal(changed));
    }
    return new KeptVault(context, new VaultFile.Opened(changed, opened.file()), false);
  }
}
