package io.holdfast.scheduler.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The lines of a text that stood on a host, fit to be shown: somebody may have written a password
/// into a file that Holdfast made without one.
final class OldLines {
  static final String HIDDEN = "(not shown: this line may hold a secret)";

  /// Words beside which people write secrets.
  private static final Pattern SUSPICIOUS =
      Pattern.compile(
          "pass(word|wd|phrase)|secret|token|credential|(api|private)[_-]?key|\\bauth|\\bencrypt\\b"
              + "|://[^/@\\s]+:[^/@\\s]+@",
          Pattern.CASE_INSENSITIVE);

  /// Places of ours, and names in the place of secrets, that have such words in them.
  private static final Pattern OURS =
      Pattern.compile("/etc/holdfast/[A-Za-z0-9._/-]*|\\$\\{secret:[^}]*\\}");

  private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\t]]");

  private OldLines() {}

  /// Empty where nothing of the text may be shown. `hide` takes known secrets out. A line that the
  /// new text has too is shown as it is.
  static Optional<List<String>> of(String old, List<String> wanted, UnaryOperator<String> hide) {
    if (PRIVATE_KEY.matcher(old).find()) {
      return Optional.empty();
    }
    var known = new HashSet<>(wanted);
    return Optional.of(
        LineDiff.lines(hide.apply(old)).stream()
            .map(OldLines::plain)
            .map(line -> known.contains(line) || !isSuspicious(line) ? line : HIDDEN)
            .toList());
  }

  private static boolean isSuspicious(String line) {
    return SUSPICIOUS.matcher(OURS.matcher(line).replaceAll("")).find();
  }

  /// A line that does nothing to the terminal on which it is shown.
  static String plain(String line) {
    return CONTROL
        .matcher(line)
        .replaceAll(found -> String.format("\\\\u%04x", found.group().codePointAt(0)));
  }
}
