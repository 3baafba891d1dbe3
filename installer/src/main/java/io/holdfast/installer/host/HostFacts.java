package io.holdfast.installer.host;

import io.holdfast.scheduler.host.HostReading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a plain shell script can tell of a host on which nothing of ours runs yet.
///
/// `clockOffsetMs` is the host's clock minus the controller's, half of the round trip taken off;
/// `listening` are `tcp:PORT` and `udp:PORT` with the addresses they listen on; `sockets` the same
/// with their processes where the host has `ss`; `mountOptions` those of the file systems of the
/// asked places; `answers` are the fields of everything asked by a question of its own.
public record HostFacts(
    HostReading reading,
    String name,
    String system,
    String systemVersion,
    String architecture,
    long clockOffsetMs,
    long roundTripMs,
    SortedMap<String, List<String>> listening,
    List<String> sockets,
    SortedMap<String, String> mountOptions,
    SortedMap<String, String> tools,
    SortedSet<String> existing,
    SortedMap<String, List<String>> answers) {

  public HostFacts {
    listening = Collections.unmodifiableSortedMap(new TreeMap<>(listening));
    sockets = List.copyOf(sockets);
    mountOptions = Collections.unmodifiableSortedMap(new TreeMap<>(mountOptions));
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
    existing = Collections.unmodifiableSortedSet(new TreeSet<>(existing));
    answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
  }

  /// A field of the answer to a question of its own, such as `user:ops`; empty where there is none.
  public Optional<String> answer(String question, int field) {
    var fields = answers.getOrDefault(question, List.of());
    return field < fields.size() ? Optional.of(fields.get(field)) : Optional.empty();
  }

  /// What to ask; folders that do not exist yet are answered for the file system they would lie on.
  /// `others` are questions in the words of `facts.sh`.
  public record Questions(
      String program,
      List<String> files,
      List<String> units,
      List<String> packages,
      List<String> places,
      List<String> exists,
      List<String> tools,
      List<String> others) {

    List<String> arguments() {
      var arguments = new ArrayList<String>(List.of(program));
      files.forEach(path -> arguments.add("file:" + path));
      units.forEach(name -> arguments.add("unit:" + name));
      packages.forEach(name -> arguments.add("package:" + name));
      places.forEach(path -> arguments.add("place:" + path));
      exists.forEach(path -> arguments.add("exists:" + path));
      tools.forEach(name -> arguments.add("tool:" + name));
      arguments.addAll(others);
      return arguments;
    }
  }
}
