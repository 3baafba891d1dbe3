package io.holdfast.installer.cli;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which site a verb is about: its file, the folder its other files are named from, and what this
/// machine keeps of it.
record SiteContext(SiteFolder folder, Path file, String text, Site site) {
  private static final Path USUAL = Path.of("site.yaml");

  /// The site named on the command line (a file, or one of the sites known here); without a name
  /// `site.yaml` of the current folder, or the only site known here.
  static SiteContext find(Path state, Optional<String> named) {
    if (named.isPresent() && Files.isRegularFile(Path.of(named.get()))) {
      return ofFile(state, Path.of(named.get()));
    }
    var known = SiteFolder.sites(state);
    if (named.isPresent()) {
      if (known.contains(named.get())) {
        return ofKnown(state, named.get());
      }
      throw unknown(named.get() + " is neither a site file nor a site known here", state);
    }
    if (Files.isRegularFile(USUAL)) {
      return ofFile(state, USUAL);
    }
    if (known.size() == 1) {
      return ofKnown(state, known.getFirst());
    }
    throw unknown("It is not clear which site is meant", state);
  }

  private static HoldfastException unknown(String what, Path state) {
    var known = SiteFolder.sites(state);
    return Problem.of(ProblemId.USAGE_WRONG, what)
        .withEvidence(
            known.isEmpty() ? "no site is known in " + state : "known: " + String.join(", ", known))
        .withFix(
            "name it: --site NAME, or its file: --site /etc/acme/site.yaml",
            "holdfast attach USER@SERVER --known-hosts FILE   # for a site that runs and is not known here")
        .asException();
  }

  static SiteContext ofFile(Path state, Path file) {
    try {
      var text = Files.readString(file);
      var site = SiteReader.read(file.toString(), text);
      return new SiteContext(
          SiteFolder.of(state, site.site()).requireKnown(),
          file.toAbsolutePath().normalize(),
          text,
          site);
    } catch (IOException unreadable) {
      throw HoldfastException.of(
          Problem.of(ProblemId.FILE_NOT_READABLE, "The site file " + file + " cannot be read")
              .withEvidence(String.valueOf(unreadable.getMessage())),
          unreadable);
    }
  }

  /// A site that is known here, by its name alone: a file of that name in the current folder is not
  /// meant.
  static SiteContext known(Path state, String name) {
    return ofKnown(state, name);
  }

  private static SiteContext ofKnown(Path state, String name) {
    var folder = SiteFolder.of(state, name).requireKnown();
    var file = folder.origin().map(origin -> Path.of(origin.siteFile()));
    if (file.isPresent() && Files.isRegularFile(file.get())) {
      return ofFile(state, file.get());
    }
    var text =
        folder
            .siteText()
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElseThrow(() -> unknown("Site " + name + " is not complete here", state));
    return new SiteContext(
        folder,
        file.orElse(folder.path().resolve("site.yaml")),
        text,
        SiteReader.read("site.yaml", text));
  }

  /// The same site as an earlier run saw it.
  SiteContext asOf(String earlierText) {
    return new SiteContext(folder, file, earlierText, SiteReader.read("site.yaml", earlierText));
  }

  /// The folder that names in the site file are relative to.
  Path home() {
    var parent = file.getParent();
    return parent == null ? Path.of(".") : parent;
  }

  Path knownHosts() {
    return home().resolve(site.access().knownHosts());
  }
}
