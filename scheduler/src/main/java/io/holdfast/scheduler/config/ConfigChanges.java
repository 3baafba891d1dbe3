package io.holdfast.scheduler.config;

import io.holdfast.scheduler.config.ConfigChange.Kind;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.TextReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What becomes of every generated file on every host, told once for hosts that share it.
///
/// `digest` gives the SHA-256 of a text with its secrets in place, `hide` takes known secrets out
/// of a text that stood on a host.
public record ConfigChanges(
    String program, Function<SecretText, String> digest, UnaryOperator<String> hide) {
  private static final Comparator<ConfigChange> ORDER =
      Comparator.comparing(ConfigChange::component)
          .thenComparing(ConfigChange::path)
          .thenComparing(change -> change.hosts().getFirst());

  /// Ordered by component, path and first host; hosts in the order in which they are wanted.
  public List<ConfigChange> of(List<DesiredHost> desired, Map<String, HostReading> readings) {
    var hosts = new LinkedHashMap<ConfigChange, List<String>>();
    for (var host : desired) {
      var reading = Objects.requireNonNull(readings.get(host.host()), host.host());
      for (var change : of(host, reading)) {
        hosts.computeIfAbsent(change, _ -> new ArrayList<>()).add(host.host());
      }
    }
    return hosts.entrySet().stream()
        .map(entry -> entry.getKey().on(entry.getValue()))
        .sorted(ORDER)
        .toList();
  }

  private List<ConfigChange> of(DesiredHost host, HostReading reading) {
    var changes = new ArrayList<ConfigChange>();
    for (var copy : host.copies().values()) {
      for (var file : ConfigFile.of(copy, program)) {
        change(file, copy, reading).ifPresent(changes::add);
      }
    }
    host.withdrawnKeys()
        .forEach(
            (path, component) -> {
              if (reading.files().containsKey(path)) {
                changes.add(of(path, component, Kind.REMOVED, 0, List.of()));
              }
            });
    return changes;
  }

  private Optional<ConfigChange> change(ConfigFile file, DesiredCopy copy, HostReading reading) {
    return file.isInCopy() ? ofCopy(file, copy, reading) : outside(file, reading);
  }

  private Optional<ConfigChange> ofCopy(ConfigFile file, DesiredCopy copy, HostReading reading) {
    var from = Optional.ofNullable(reading.current().get(copy.component()));
    if (from.isEmpty()) {
      return Optional.of(asNew(file));
    }
    return from.get().equals(copy.copyId()) ? Optional.empty() : shown(file, reading);
  }

  private Optional<ConfigChange> outside(ConfigFile file, HostReading reading) {
    var there = reading.files().get(file.path());
    if (digest.apply(file.text()).equals(there)) {
      return Optional.empty();
    }
    if (there == null) {
      return Optional.of(asNew(file));
    }
    return file.isForAll() ? shown(file, reading) : Optional.of(as(Kind.NOT_SHOWN, file));
  }

  /// A text that the host does not mention is the wanted one already.
  private Optional<ConfigChange> shown(ConfigFile file, HostReading reading) {
    if (reading.texts().isEmpty()) {
      return Optional.of(as(Kind.OLD_UNKNOWN, file));
    }
    var there = Optional.ofNullable(reading.texts().get().get(file.path()));
    return there.map(text -> shown(file, text));
  }

  private ConfigChange shown(ConfigFile file, TextReading there) {
    return switch (there.state()) {
      case ABSENT -> asNew(file);
      case WITHHELD -> as(Kind.OLD_UNKNOWN, file);
      case TEXT -> compared(file, there.text().orElseThrow());
    };
  }

  private ConfigChange compared(ConfigFile file, String old) {
    var wanted = wanted(file);
    var before = OldLines.of(old, wanted, hide);
    if (before.isEmpty()) {
      return as(Kind.NOT_SHOWN, file);
    }
    var hunks = LineDiff.of(before.get(), wanted);
    return new ConfigChange(
        file.path(),
        file.component(),
        Kind.CHANGED,
        List.of(),
        count(hunks, '+'),
        count(hunks, '-'),
        hunks,
        List.of());
  }

  private static int count(List<ConfigChange.Hunk> hunks, char sign) {
    return (int)
        hunks.stream()
            .flatMap(hunk -> hunk.lines().stream())
            .filter(line -> line.charAt(0) == sign)
            .count();
  }

  private static List<String> wanted(ConfigFile file) {
    return LineDiff.lines(file.text().text()).stream().map(OldLines::plain).toList();
  }

  private static ConfigChange asNew(ConfigFile file) {
    return of(
        file.path(),
        file.component(),
        Kind.NEW,
        wanted(file).size(),
        List.copyOf(file.text().names()));
  }

  private static ConfigChange as(Kind kind, ConfigFile file) {
    return of(file.path(), file.component(), kind, 0, List.copyOf(file.text().names()));
  }

  private static ConfigChange of(
      String path, String component, Kind kind, int added, List<String> secrets) {
    return new ConfigChange(path, component, kind, List.of(), added, 0, List.of(), secrets);
  }
}
