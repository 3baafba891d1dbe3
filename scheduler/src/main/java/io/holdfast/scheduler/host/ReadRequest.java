package io.holdfast.scheduler.host;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;

/// What the controller wants to know of a host, all in one round trip. Reading changes nothing.
///
/// `texts` is left out where no text is asked for, `undo` where nobody wants to know what is kept
/// for a way back: a runner of an earlier version does not know the question and refuses a request
/// that has it. `undo` names the data folders that a run may have set aside.
public record ReadRequest(
    String program,
    List<String> files,
    List<String> units,
    List<String> packages,
    List<String> places,
    Optional<List<TextQuestion>> texts,
    Optional<List<String>> undo) {
  public ReadRequest {
    files = List.copyOf(files);
    units = List.copyOf(units);
    packages = List.copyOf(packages);
    places = List.copyOf(places);
    texts = texts.map(List::copyOf);
    undo = undo.map(List::copyOf);
  }

  /// Without what is kept for a way back.
  public ReadRequest(
      String program,
      List<String> files,
      List<String> units,
      List<String> packages,
      List<String> places,
      Optional<List<TextQuestion>> texts) {
    this(program, files, units, packages, places, texts, Optional.empty());
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

  /// Of the copies alone, and of what is kept for a way back: data folders set aside from these.
  public static ReadRequest ofUndo(String program, List<String> dataFolders) {
    return new ReadRequest(
        program,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(dataFolders));
  }

  public ReadRequest withoutTexts() {
    return new ReadRequest(program, files, units, packages, places, Optional.empty(), undo);
  }

  /// Only what runners of every version can answer.
  public ReadRequest withoutNewer() {
    return new ReadRequest(program, files, units, packages, places);
  }

  /// Whether something is asked that a runner of an earlier version does not know.
  @JsonIgnore
  public boolean asksNewer() {
    return texts.isPresent() || undo.isPresent();
  }
}
