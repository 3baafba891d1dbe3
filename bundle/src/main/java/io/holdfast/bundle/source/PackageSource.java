package io.holdfast.bundle.source;

import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Fetches packages of the distribution with all they need beyond the base of a host. The package
/// manager itself solves the dependencies and checks the signatures; the cache is kept, so that
/// only what changed is fetched again. Needs a Debian machine, no root.
public final class PackageSource {
  private static final Duration FRESH = Duration.ofHours(6);
  private static final Pattern INSTALL =
      Pattern.compile("Inst (\\S+)(?: \\[[^]]*])? \\((\\S+) .*\\[([a-z0-9]+)]\\).*");
  private static final List<String> STATUS_FIELDS =
      List.of(
          "Package",
          "Version",
          "Architecture",
          "Multi-Arch",
          "Essential",
          "Priority",
          "Maintainer",
          "Provides",
          "Depends",
          "Pre-Depends",
          "Conflicts",
          "Breaks",
          "Replaces");

  private final Path cache;
  private final DistributionSources sources;

  PackageSource(Path cache, DistributionSources sources) {
    this.cache = cache;
    this.sources = sources;
  }

  /// Fetches from the mirrors that this machine is set to use.
  public static PackageSource ofThisMachine(Path cache) {
    for (var tool : List.of("/usr/bin/apt-get", "/usr/bin/dpkg-deb")) {
      if (!Files.isExecutable(Path.of(tool))) {
        throw Problem.of(
                ProblemId.PACKAGES_NOT_FETCHED, "Packages are fetched on Debian machines only")
            .withEvidence("there is no " + tool)
            .asException();
      }
    }
    return new PackageSource(
        cache, DistributionSources.read(Path.of("/etc/apt"), codeName(Path.of("/etc/os-release"))));
  }

  private static String codeName(Path osRelease) {
    try (var lines = Files.lines(osRelease)) {
      return lines
          .filter(line -> line.startsWith("VERSION_CODENAME="))
          .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
          .findFirst()
          .orElse("stable");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Solves and fetches. One at a time per pair of releases, also across processes.
  public PackageSet fetch(PackageRequest request) {
    var folder =
        cache.resolve(request.release() + "-for-" + request.target() + "-" + request.arch());
    try {
      Files.createDirectories(folder);
      var lockFile = folder.resolve("lock-of-holdfast");
      try (var channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        return fetch(request, new AptRoot(folder.toRealPath(), request.arch()), lock.isValid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PackageSet fetch(PackageRequest request, AptRoot root, boolean locked)
      throws IOException {
    if (!locked) {
      throw new IllegalStateException("fetching without the lock");
    }
    refresh(request, root);
    var solutions = new SolvedSets(root.lists().resolveSibling("solved"), marker(root));
    var known = solutions.find(request, root.archives());
    if (known.isPresent()) {
      return known.get();
    }
    root.prefer(request.release(), request.target(), 500);
    var pins = solve(request, root);
    var install = new ArrayList<>(List.of("--yes", "--download-only", "install"));
    install.addAll(request.names());
    root.run("apt-get", install);
    var set = new PackageSet(members(pins, root));
    solutions.keep(request, set);
    return set;
  }

  private static Path marker(AptRoot root) {
    return root.lists().resolveSibling("refreshed");
  }

  /// Brings the lists and the base of a host up to date when they are older than some hours.
  private void refresh(PackageRequest request, AptRoot root) throws IOException {
    var entries = new ArrayList<>(sources.forRelease(request.target()));
    if (!request.release().equals(request.target())) {
      entries.addAll(sources.forRelease(request.release()));
    }
    var wanted = Sha256.of(entries.toString() + HostBase.names());
    var marker = marker(root);
    if (isFresh(marker, wanted)) {
      return;
    }
    root.sources(entries);
    root.run("apt-get", List.of("update"));
    root.prefer(request.target(), request.release(), -1);
    Files.writeString(root.status(), "");
    Files.writeString(root.status(), base(root));
    Files.writeString(marker, wanted);
  }

  private static boolean isFresh(Path marker, String wanted) throws IOException {
    if (!Files.exists(marker) || !Files.readString(marker).equals(wanted)) {
      return false;
    }
    FileTime time = Files.getLastModifiedTime(marker);
    return time.toInstant().isAfter(Instant.now().minus(FRESH));
  }

  /// The status file of a host that has just its base.
  private static String base(AptRoot root) throws IOException {
    var install = new ArrayList<>(List.of("--simulate", "install", "?essential"));
    install.addAll(HostBase.names());
    var names = parse(root.run("apt-get", install)).stream().map(PackageSource::exactly).toList();
    var text = new StringBuilder();
    for (var fields : show(names, root)) {
      for (var name : STATUS_FIELDS) {
        if (fields.containsKey(name)) {
          text.append(name).append(": ").append(fields.get(name)).append('\n');
        }
      }
      text.append("Status: install ok installed\nDescription: base\n\n");
    }
    return text.toString();
  }

  private static List<Solved> solve(PackageRequest request, AptRoot root) throws IOException {
    var simulate = new ArrayList<>(List.of("--simulate", "install"));
    simulate.addAll(request.names());
    String output;
    try {
      output = root.run("apt-get", simulate);
    } catch (HoldfastException e) {
      throw Problem.of(
              ProblemId.PACKAGES_NOT_FOUND,
              "%s of %s cannot be had for hosts of %s"
                  .formatted(request.names(), request.release(), request.target()))
          .withEvidence(e.first().evidence().orElse(""))
          .asException();
    }
    var removed = output.lines().filter(line -> line.startsWith("Remv ")).toList();
    if (!removed.isEmpty()) {
      throw Problem.of(
              ProblemId.PACKAGES_NOT_FOUND, request.names() + " would remove packages of the host")
          .withEvidence(String.join("\n", removed))
          .asException();
    }
    return parse(output);
  }

  private record Solved(String name, String version, String arch) {}

  private static List<Solved> parse(String output) {
    return output
        .lines()
        .map(INSTALL::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(m -> new Solved(m.group(1).split(":", 2)[0], m.group(2), m.group(3)))
        .sorted(Comparator.comparing(Solved::name))
        .toList();
  }

  private static String exactly(Solved solved) {
    return solved.name + "=" + solved.version;
  }

  /// The paragraphs of the distribution's signed lists for exact versions, one per package.
  private static List<Map<String, String>> show(List<String> names, AptRoot root)
      throws IOException {
    var arguments = new ArrayList<>(List.of("show"));
    arguments.addAll(names);
    var seen = new java.util.TreeMap<String, Map<String, String>>();
    for (var paragraph : root.run("apt-cache", arguments).split("\n\n")) {
      var fields =
          paragraph
              .lines()
              .filter(line -> !line.startsWith(" ") && line.contains(": "))
              .collect(
                  Collectors.toMap(
                      line -> line.substring(0, line.indexOf(':')),
                      line -> line.substring(line.indexOf(':') + 2),
                      (first, second) -> first));
      if (fields.containsKey("Package")) {
        seen.putIfAbsent(fields.get("Package") + "=" + fields.get("Version"), fields);
      }
    }
    return List.copyOf(seen.values());
  }

  private static List<PackageSet.Member> members(List<Solved> solved, AptRoot root)
      throws IOException {
    List<PackageSet.Member> members = new ArrayList<>();
    for (var fields : show(solved.stream().map(PackageSource::exactly).toList(), root)) {
      members.add(member(fields, root));
    }
    if (members.size() != solved.size()) {
      throw new IllegalStateException("the package lists do not tell of all of " + solved);
    }
    return members;
  }

  private static PackageSet.Member member(Map<String, String> fields, AptRoot root)
      throws IOException {
    var name = fields.getOrDefault("Package", "");
    var version = fields.getOrDefault("Version", "");
    var arch = fields.getOrDefault("Architecture", "");
    var stored =
        root.archives().resolve(name + "_" + version.replace(":", "%3a") + "_" + arch + ".deb");
    var plain = name + "_" + version.replaceFirst("^[0-9]+:", "") + "_" + arch + ".deb";
    var member =
        new PackageSet.Member(
            new PackagePin(name, version, arch, plain), fields.getOrDefault("SHA256", ""), stored);
    member.verify();
    return member;
  }

  /// The terms of all packages, one after the other.
  public static String terms(PackageSet set) {
    var text = new StringBuilder();
    try {
      for (var member : set.members()) {
        var pin = member.pin();
        text.append("==== ").append(pin.name()).append(' ').append(pin.version()).append('\n');
        text.append(terms(member)).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /// Reading them out of a package takes seconds, so they are kept beside the packages.
  private static String terms(PackageSet.Member member) throws IOException {
    var folder = member.file().resolveSibling("../terms").normalize();
    var kept = folder.resolve(member.sha256());
    if (Files.exists(kept)) {
      return Files.readString(kept);
    }
    var text = DebFile.copyright(member.file(), member.pin().name());
    Files.createDirectories(folder);
    var temporary = Files.writeString(folder.resolve(member.sha256() + ".new"), text);
    Files.move(temporary, kept, StandardCopyOption.ATOMIC_MOVE);
    return text;
  }

  /// The content of one file inside one of the packages.
  ///
  /// @param path without leading slash, like `bin/busybox`
  public static byte[] file(PackageSet set, String name, String path) {
    var member = set.member(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
    try {
      return DebFile.read(member.file(), path)
          .orElseThrow(
              () ->
                  Problem.of(
                          ProblemId.PACKAGES_NOT_FOUND,
                          "The package " + name + " has no file " + path)
                      .asException());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
