package io.holdfast.installer.wizard;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was answered so far, and on which screen. It holds no secrets, so it may be kept in a file.
///
/// `answers` are the texts as given, by the keys of [Question]; `engine` is what the bundle that
/// was chosen is made for.
public record Draft(String screen, Optional<String> engine, SortedMap<String, String> answers) {
  public Draft {
    answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
  }

  public static Draft empty() {
    return new Draft("", Optional.empty(), new TreeMap<>());
  }

  /// The answer, or the usual one where none was given.
  public String get(Question question) {
    return answers.getOrDefault(question.key(), question.usual());
  }

  public boolean is(Question question, String value) {
    return get(question).equals(value);
  }

  public boolean has(Question question) {
    return !get(question).isBlank();
  }

  Draft with(Map<String, String> given) {
    var all = new TreeMap<>(answers);
    all.putAll(given);
    return new Draft(screen, engine, all);
  }

  public Draft with(Question question, String value) {
    return with(Map.of(question.key(), value));
  }

  /// The same with some questions not yet answered.
  public Draft without(List<Question> questions) {
    var rest = new TreeMap<>(answers);
    questions.forEach(question -> rest.remove(question.key()));
    return new Draft(screen, engine, rest);
  }

  public Draft at(String id) {
    return new Draft(id, engine, answers);
  }

  public Draft forEngine(String word) {
    return new Draft(screen, Optional.of(word), answers);
  }
}
