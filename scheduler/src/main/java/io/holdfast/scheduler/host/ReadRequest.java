package io.holdfast.scheduler.host;

import java.util.List;
import java.util.Optional;

/// What the controller wants to know of a host, all in one round trip. Reading changes nothing.
///
/// `texts` is left out where no text is asked for: a runner of an earlier version does not know the
/// question and refuses a request that has it.
public record ReadRequest(
    String program,
    List<String> files,
    List<String> units,
    List<String> packages,
    List<String> places,
    Optional<List<TextQuestion>> texts) {
  public ReadRequest {
    files = List.copyOf(files);
    units = List.copyOf(units);
    packages = List.copyOf(packages);
    places = List.copyOf(places);
    texts = texts.map(List::copyOf);
  }

  /// Without any text.
  public ReadRequest(
      String program,
      List<String> files,
      List<String> units,
      List<String> packages,
      List<String> places) {
    this(program, files, units, packages, places, Optional.empty());
  }

  public ReadRequest withoutTexts() {
    return new ReadRequest(program, files, units, packages, places);
  }
}
