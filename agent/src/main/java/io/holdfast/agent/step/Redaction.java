package io.holdfast.agent.step;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepRequest;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Hides what must not leave the host in evidence: every longer word with a digit in it, paths
/// aside, of a file that not everybody may read. A product that refuses its configuration likes to
/// quote it.
final class Redaction {
  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z0-9+/=_.:-])(?=[^0-9\\s]*[0-9])(?!/)[A-Za-z0-9+/=_.:-]{12,}");
  private static final int EVIDENCE_BYTES = 4_000;
  private final List<String> hidden;

  private Redaction(List<String> hidden) {
    this.hidden = hidden;
  }

  static Redaction of(StepRequest request) {
    var words =
        new TreeSet<>(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
    for (var action : request.actions()) {
      if (action instanceof Action.PlaceFile file && !file.mode().matches(".*[4567]")) {
        WORD.matcher(file.text().text()).results().forEach(found -> words.add(found.group()));
      }
    }
    return new Redaction(List.copyOf(words));
  }

  /// The end of a text, without what must stay here.
  String clean(String text) {
    var clean = text.strip();
    for (var word : hidden) {
      clean = clean.replace(word, "(hidden)");
    }
    int from = Math.max(0, clean.length() - EVIDENCE_BYTES);
    return clean.substring(from);
  }
}
