package io.holdfast.installer.cli;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.installer.run.KeptRun;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.ServerRuns;
import io.holdfast.installer.run.SiteFolder.Origin;
import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// A site with its bundle open and its hosts within reach, for as long as a verb runs.
final class OpenSite implements AutoCloseable {
  private final SiteContext context;
  private final Optional<Source> source;
  private final Optional<Bundle> bundle;
  private final SiteSession session;
  private final Optional<KeptVault> kept;
  private final Stays stays;

  private OpenSite(
      SiteContext context,
      Optional<Source> source,
      Optional<Bundle> bundle,
      SiteSession session,
      Optional<KeptVault> kept,
      Stays stays) {
    this.context = context;
    this.source = source;
    this.bundle = bundle;
    this.session = session;
    this.kept = kept;
    this.stays = stays;
  }

  /// What a verb does with the vault before it begins.
  enum VaultUse {
    /// Takes it as it is, or goes without.
    READ,
    /// Makes it, and adds the secrets that a new host needs.
    COMPLETE,
    /// The same with certificates of the cluster in it that are to replace those that come to their
    /// end. They are kept when a run begins with them (`keepVault`).
    RENEW
  }

  /// Which bundle is meant and by whose word it is trusted.
  record Source(Path bundle, Path trust) {}

  /// The bundle named on the command line, or the one that the site stands at. One whose run did
  /// not end well is only used again by its name.
  static Source source(SiteContext context, Optional<Path> bundle, Optional<Path> trust) {
    return source(context, BundleHistory.standing(context.folder()), bundle, trust);
  }

  /// The same for going on with a run, which needs the bundle that it began with.
  static Source sourceOf(
      RunFolder run, SiteContext context, Optional<Path> bundle, Optional<Path> trust) {
    return source(context, run.origin().or(context.folder()::origin), bundle, trust);
  }

  /// The same for going back to where the site stood before.
  static Source sourceOf(
      EarlierBundle earlier, SiteContext context, Optional<Path> bundle, Optional<Path> trust) {
    return source(context, earlier.origin(), bundle, trust);
  }

  private static Source source(
      SiteContext context, Optional<Origin> usual, Optional<Path> bundle, Optional<Path> trust) {
    var last = context.folder().origin();
    var file = bundle.or(() -> usual.flatMap(Origin::bundle).map(Path::of));
    var trusted = trust.or(() -> usual.or(() -> last).flatMap(Origin::trust).map(Path::of));
    if (file.isEmpty() || trusted.isEmpty()) {
      throw unclear(last.flatMap(Origin::bundle)).asException();
    }
    return new Source(
        file.get().toAbsolutePath().normalize(), trusted.get().toAbsolutePath().normalize());
  }

  private static Problem unclear(Optional<String> lastUsed) {
    var problem =
        Problem.of(
                ProblemId.USAGE_WRONG,
                "It is not clear which bundle is meant, or whose bundles are trusted")
            .withFix("add --bundle BUNDLE --trust FILE");
    return lastUsed
        .map(file -> problem.withEvidence("no run here ended well with the one last used, " + file))
        .orElse(problem);
  }

  /// With a bundle; its signatures are checked before anything else. What stayed when the site went
  /// back to this bundle stays on.
  static OpenSite with(SiteContext context, Source source, VaultUse use) {
    return with(
        context,
        source,
        use,
        bundle -> StayedBehind.of(context.folder(), context.site().engine(), bundle.digest()));
  }

  /// With the bundle that stood before; any other one is refused.
  static OpenSite goingBack(SiteContext context, Source source, EarlierBundle earlier) {
    return with(
        context,
        source,
        VaultUse.RENEW,
        bundle -> {
          earlier.requireSame(bundle, source.bundle());
          return Stays.goingBack(context.site().engine());
        });
  }

  private static OpenSite with(
      SiteContext context, Source source, VaultUse use, Function<Bundle, Stays> staying) {
    var bundle = BundleReader.open(source.bundle(), TrustFile.read(source.trust()));
    try {
      Platform.requireSameEngine(context.site(), bundle.manifest());
      var stays = staying.apply(bundle);
      var kept = kept(context, use);
      if (use == VaultUse.RENEW) {
        kept.ifPresent(
            held -> Certificates.requireValid(context.site(), held.vault(), Instant.now()));
      }
      var vault = kept.map(held -> use == VaultUse.RENEW ? renewed(held) : held.vault());
      return new OpenSite(
          context,
          Optional.of(source),
          Optional.of(bundle),
          session(context, bundle, vault, stays),
          kept,
          stays);
    } catch (RuntimeException failed) {
      bundle.close();
      throw failed;
    }
  }

  /// Without a bundle: only hosts that have a runner can be asked through it.
  static OpenSite without(SiteContext context) {
    var kept = KeptVault.find(context);
    return new OpenSite(
        context,
        Optional.empty(),
        Optional.empty(),
        SiteSession.open(
            context.site(),
            context.home(),
            Optional.empty(),
            kept.map(KeptVault::vault),
            HoldfastCommand.VERSION),
        kept,
        Stays.NONE);
  }

  private static SiteSession session(
      SiteContext context, Bundle bundle, Optional<Vault> vault, Stays stays) {
    var site = context.site();
    var version = HoldfastCommand.VERSION;
    return stays.keepsAgent()
        ? SiteSession.keepingRunners(site, context.home(), bundle, vault, version)
        : SiteSession.open(site, context.home(), Optional.of(bundle), vault, version);
  }

  private static Optional<KeptVault> kept(SiteContext context, VaultUse use) {
    return use == VaultUse.READ ? KeptVault.find(context) : Optional.of(completeVault(context));
  }

  /// Refuses a site whose certificates are still with somebody else: it would begin with others.
  private static KeptVault completeVault(SiteContext context) {
    var kept = KeptVault.findOrMake(context);
    Certificates.requireReady(context.site(), kept.vault());
    var secrets = new SiteSecrets(new SecureRandom(), Instant.now());
    var complete = secrets.complete(context.site(), kept.vault());
    return kept.save(complete);
  }

  /// Steps that a run was cut off in are done again with the very secrets they began with.
  private static Vault renewed(KeptVault kept) {
    var site = kept.context();
    var secrets = new SiteSecrets(new SecureRandom(), Instant.now());
    var vault = secrets.withSnapshotKey(kept.vault());
    return SiteRuns.toResume(site.folder()).filter(SiteRuns::isCutOff).isPresent()
        ? vault
        : secrets.renew(site.site(), vault);
  }

  /// How many certificates of the cluster are replaced by a run that begins now.
  long renewals() {
    return kept.flatMap(
            held ->
                session
                    .vault()
                    .map(
                        vault ->
                            held.vault().names().stream()
                                .filter(name -> name.endsWith(".cert"))
                                .filter(
                                    name -> !held.vault().secret(name).equals(vault.secret(name)))
                                .count()))
        .orElse(0L);
  }

  /// Keeps the secrets that a run begins with. A plan alone keeps none that replace others: it
  /// names secrets and holds none, so it stays true, and the old ones are still in use.
  void keepVault() {
    session.vault().ifPresent(vault -> kept.ifPresent(held -> held.save(vault)));
  }

  /// What does not follow the bundle.
  Stays stays() {
    return stays;
  }

  SiteContext context() {
    return context;
  }

  SiteSession session() {
    return session;
  }

  Bundle bundle() {
    return bundle.orElseThrow(
        () -> HoldfastException.of(ProblemId.USAGE_WRONG, "This needs a bundle"));
  }

  /// The bundle, for what needs none.
  Optional<Bundle> carried() {
    return bundle;
  }

  /// The file of the bundle, as it was named.
  Optional<String> carriedFrom() {
    return source.map(known -> known.bundle().toString());
  }

  /// Checks every byte of the bundle, so that a damaged one is refused before any host is changed.
  void verifyBundle(Output output) {
    output.say("Checking every byte of the bundle ...");
    bundle().verify();
  }

  /// The last run of the site, as the servers keep it, where this machine does not know all of it.
  Optional<KeptRun> lastRunElsewhere() {
    var servers = session.site().servers().stream().map(Host::name).toList();
    return ServerRuns.of(session.hosts()).lastElsewhere(servers, context.folder());
  }

  /// Remembers site file, bundle and trust file for the next verb.
  void remember(Source source) {
    context.folder().saveSiteText(context.text().getBytes(StandardCharsets.UTF_8));
    context.folder().saveOrigin(origin(source));
  }

  /// Remembers with a run which bundle it is about.
  void rememberWith(RunFolder run) {
    source.ifPresent(known -> run.saveOrigin(origin(known)));
  }

  /// Remembers that the site stands at this bundle: verbs that name none mean it from now on.
  void rememberStanding() {
    source.ifPresent(known -> context.folder().saveStanding(origin(known)));
  }

  private Origin origin(Source known) {
    return new Origin(
        context.file().toString(),
        Optional.of(known.bundle().toString()),
        Optional.of(known.trust().toString()));
  }

  @Override
  public void close() {
    session.close();
    bundle.ifPresent(Bundle::close);
  }
}
