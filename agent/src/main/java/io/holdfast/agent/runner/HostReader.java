package io.holdfast.agent.runner;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.Uptime;
import io.holdfast.agent.step.Distribution;
import io.holdfast.agent.step.Images;
import io.holdfast.agent.step.SiteGuard;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.PlaceReading;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything the controller wants to know of this host in one answer. Writes nothing, and starts
/// at most three programs, however much is asked.
public final class HostReader {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PART = ".part-";
  private final Root root;
  private final Commands commands;
  private final Uptime uptime;
  private final InstantSource clock;
  private final SiteGuard guard;
  private final Images images;

  public HostReader(
      Root root,
      Commands commands,
      Uptime uptime,
      InstantSource clock,
      SiteGuard guard,
      Images images) {
    this.root = root;
    this.commands = commands;
    this.uptime = uptime;
    this.clock = clock;
    this.guard = guard;
    this.images = images;
  }

  public HostReading read(ReadRequest request) throws IOException {
    var reading = withoutTexts(request);
    if (request.texts().isPresent()) {
      var texts = new HostTexts(root, request.program(), reading.current());
      reading = reading.withTexts(texts.of(request.texts().get()));
    }
    return request.undo().isPresent()
        ? reading.withUndo(UndoReader.read(root, request.program(), reading, request.undo().get()))
        : reading;
  }

  private HostReading withoutTexts(ReadRequest request) throws IOException {
    return new HostReading(
        guard.siteId(),
        machineId(),
        uptime.bootId(),
        uptime.uptimeMs(),
        clock.millis(),
        memoryBytes(),
        Runtime.getRuntime().availableProcessors(),
        current(request.program()),
        copies(request.program()),
        files(request.files()),
        units(request.units()),
        packages(request.packages()),
        places(request.places()),
        images.list(),
        firewallLoaded(request));
  }

  String machineId() throws IOException {
    var file = root.at("/etc/machine-id");
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  private static long memoryBytes() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }

  private List<Path> components(String program) throws IOException {
    var folder = root.at(program);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var list = Files.list(folder)) {
      return list.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  private SortedMap<String, String> current(String program) throws IOException {
    var current = new TreeMap<String, String>();
    for (var component : components(program)) {
      var link = component.resolve("current");
      if (Files.isSymbolicLink(link)) {
        current.put(name(component), Files.readSymbolicLink(link).toString());
      }
    }
    return current;
  }

  private SortedMap<String, List<String>> copies(String program) throws IOException {
    var copies = new TreeMap<String, List<String>>();
    for (var component : components(program)) {
      try (var list = Files.list(component)) {
        var finished =
            list.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .map(HostReader::name)
                .filter(name -> !name.contains(PART))
                .sorted()
                .toList();
        copies.put(name(component), finished);
      }
    }
    return copies;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private SortedMap<String, String> files(List<String> paths) throws IOException {
    var files = new TreeMap<String, String>();
    for (var path : paths) {
      var file = root.at(path);
      if (Files.isRegularFile(file)) {
        try (var content = Files.newInputStream(file)) {
          files.put(path, Sha256.of(content));
        } catch (AccessDeniedException hidden) {
          // Only a runner without root's rights meets this, in a test: it can't say what is there.
        }
      }
    }
    return files;
  }

  /// Units that systemd does not know are left out.
  private SortedMap<String, UnitReading> units(List<String> names) throws IOException {
    var units = new TreeMap<String, UnitReading>();
    if (names.isEmpty()) {
      return units;
    }
    var line =
        new ArrayList<>(
            List.of(
                "systemctl",
                "show",
                "--property=Id,LoadState,ActiveState,UnitFileState,MainPID,ExecMainStartTimestampMonotonic"));
    line.addAll(names);
    var blocks = commands.run(line, Map.of(), LIMIT).text().strip().split("\n\\s*\n");
    for (int at = 0; at < Math.min(blocks.length, names.size()); at++) {
      var properties = properties(blocks[at]);
      if (!properties.getOrDefault("LoadState", "not-found").equals("not-found")) {
        units.put(names.get(at), unit(properties));
      }
    }
    return units;
  }

  /// Asked only with the unit that loads the rules: it stays active when somebody throws them away.
  private Optional<Boolean> firewallLoaded(ReadRequest request) throws IOException {
    var copy = request.program() + "/" + Layout.FIREWALL + "/current/";
    var script = root.at(copy + Layout.FIREWALL_SCRIPT);
    if (!request.units().contains(Layout.FIREWALL_UNIT) || !Files.isRegularFile(script)) {
      return Optional.empty();
    }
    return switch (commands.run(LIMIT, "/bin/sh", script.toString(), "loaded").exitCode()) {
      case 0 -> Optional.of(true);
      case Layout.FIREWALL_GONE -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static UnitReading unit(Map<String, String> properties) {
    var enabled = properties.getOrDefault("UnitFileState", "");
    return new UnitReading(
        properties.getOrDefault("ActiveState", "unknown"),
        enabled.equals("enabled") || enabled.equals("enabled-runtime"),
        number(properties, "MainPID"),
        number(properties, "ExecMainStartTimestampMonotonic") / 1000);
  }

  private static long number(Map<String, String> properties, String name) {
    var text = properties.getOrDefault(name, "0");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static Map<String, String> properties(String block) {
    var properties = new HashMap<String, String>();
    for (var line : block.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        properties.put(line.substring(0, equals), line.substring(equals + 1).strip());
      }
    }
    return properties;
  }

  private SortedMap<String, String> packages(List<String> names) throws IOException {
    var packages = new TreeMap<String, String>();
    if (names.isEmpty()) {
      return packages;
    }
    var distribution = Distribution.of(root, commands);
    if (distribution.isPresent()) {
      packages.putAll(distribution.get().versions(names));
    }
    // What stands half-way has its state behind its version: for a plan it is not there.
    packages.values().removeIf(version -> version.contains(" "));
    return packages;
  }

  /// A folder that does not exist yet stands for the nearest one above it that does.
  private SortedMap<String, PlaceReading> places(List<String> paths) throws IOException {
    var places = new TreeMap<String, PlaceReading>();
    for (var path : paths) {
      var existing = root.at(path);
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      var store = Files.getFileStore(existing);
      places.put(
          path, new PlaceReading(mount(existing), store.getUsableSpace(), store.getTotalSpace()));
    }
    return places;
  }

  /// The longest mount point above a path, as the kernel lists them.
  private static String mount(Path path) throws IOException {
    var real = path.toRealPath();
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .map(line -> Arrays.asList(line.split(" ")))
        .filter(words -> words.size() > 4)
        .map(words -> Path.of(words.get(4).replace("\\040", " ")))
        .filter(real::startsWith)
        .reduce((one, other) -> one.getNameCount() > other.getNameCount() ? one : other)
        .or(() -> Optional.of(Path.of("/")))
        .get()
        .toString();
  }
}
