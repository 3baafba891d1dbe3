package io.holdfast.bundle.release;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/// Brings files of official releases. A file is believed because its digest is in a list, and the
/// list because the pinned key signed it; where from and through what they came counts for nothing.
/// What is in the cache and still holds is not fetched again.
public final class ReleaseSource implements AutoCloseable {
  private static final int LARGEST_LIST = 1024 * 1024;
  private static final int LARGEST_SIGNATURE = 64 * 1024;
  private static final int TRIES = 3;

  private final ReleaseCache cache;
  private final Downloads downloads;
  private final InstantSource clock;
  private final Consumer<String> progress;

  private ReleaseSource(
      ReleaseCache cache, Downloads downloads, InstantSource clock, Consumer<String> progress) {
    this.cache = cache;
    this.downloads = downloads;
    this.clock = clock;
    this.progress = progress;
  }

  /// A source that keeps what it fetches.
  ///
  /// @param cache the folder for it
  /// @param environment where `HTTPS_PROXY` and `NO_PROXY` are looked for
  /// @param clock says whether keys are still good
  /// @param progress is told in plain lines what is fetched
  public static ReleaseSource of(
      Path cache,
      DownloadSettings settings,
      Map<String, String> environment,
      InstantSource clock,
      Consumer<String> progress) {
    return new ReleaseSource(
        new ReleaseCache(cache), Downloads.of(settings, environment), clock, progress);
  }

  /// A verified file.
  ///
  /// @param sha256 its hex digest, as the signed list has it
  /// @param fingerprint of the key that signed
  public record Fetched(Path file, String sha256, String fingerprint) {}

  /// Fetches one file, or takes it from the cache.
  ///
  /// @param key the file with the publisher's public key
  /// @param fingerprint which key of that file is meant
  /// @throws HoldfastException when anything does not hold; nothing of it is given out then
  public Fetched fetch(ReleaseRequest request, Path key, String fingerprint) {
    var pinned = PinnedKey.read(key, fingerprint, clock.instant());
    try {
      return cache.alone(
          () -> {
            var sha256 = list(request, pinned).digestOf(request.name());
            return new Fetched(file(request, sha256), sha256, pinned.fingerprint());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The list as it was kept, when its signature still holds and it names the file; otherwise anew.
  private Sha256List list(ReleaseRequest request, PinnedKey pinned) throws IOException {
    var sums = cache.kept(request.sums());
    var signature = cache.kept(request.signature());
    if (sums.isPresent() && signature.isPresent()) {
      try {
        pinned.verify(sums.get(), signature.get(), clock.instant());
        var list = Sha256List.parse(sums.get());
        if (list.names(request.name())) {
          return list;
        }
      } catch (HoldfastException stale) {
        progress.accept("the kept list " + request.sums().getPath() + " does not hold any more");
      }
    }
    return fetchList(request, pinned);
  }

  private Sha256List fetchList(ReleaseRequest request, PinnedKey pinned) throws IOException {
    progress.accept("fetching " + Refusals.shown(request.sums()));
    var sums = downloads.bytes(request.sums(), LARGEST_LIST);
    var signature = downloads.bytes(request.signature(), LARGEST_SIGNATURE);
    pinned.verify(sums, signature, clock.instant());
    var list = Sha256List.parse(sums);
    cache.keep(request.signature(), signature);
    cache.keep(request.sums(), sums);
    return list;
  }

  private Path file(ReleaseRequest request, String sha256) throws IOException {
    var kept = cache.file(sha256);
    if (kept.isPresent()) {
      return kept.get();
    }
    if (!holds(sha256)) {
      progress.accept("fetching " + Refusals.shown(request.file()));
      var goneOn = download(request.file(), cache.part(sha256));
      if (goneOn && !holds(sha256)) {
        progress.accept("what was kept of it is not of this file: fetching it from its beginning");
        Files.delete(cache.part(sha256));
        download(request.file(), cache.part(sha256));
      }
    }
    if (!holds(sha256)) {
      var found = ReleaseCache.digest(cache.part(sha256));
      Files.delete(cache.part(sha256));
      throw changed(request, sha256, found);
    }
    return cache.finish(sha256);
  }

  private boolean holds(String sha256) throws IOException {
    var part = cache.part(sha256);
    return Files.exists(part) && ReleaseCache.digest(part).equals(sha256);
  }

  /// A download that breaks off is taken up again while each try brings something. Returns whether
  /// it began behind bytes that were there.
  private boolean download(URI address, Path part) throws IOException {
    var goneOn = size(part) > 0;
    for (int tries = 1; ; tries++) {
      long before = size(part);
      try {
        downloads.file(address, part);
        return goneOn;
      } catch (HoldfastException broken) {
        if (!broken.has(ProblemId.DOWNLOAD_CUT_SHORT) || size(part) <= before || tries == TRIES) {
          throw broken;
        }
        goneOn = true;
        progress.accept("it broke off after " + size(part) + " bytes: going on from there");
      }
    }
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static HoldfastException changed(ReleaseRequest request, String wanted, String found) {
    return Problem.of(
            ProblemId.RELEASE_CHANGED,
            request.name() + " is not the file that the publisher signed")
        .withEvidence("SHA-256 by the signed list: " + wanted + "; of what came: " + found)
        .withFix(
            "run the build again: the file was thrown away",
            "if it happens again, somebody between here and the publisher changes it")
        .asException();
  }

  @Override
  public void close() {
    downloads.close();
  }
}
