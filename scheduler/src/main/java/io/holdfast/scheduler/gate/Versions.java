package io.holdfast.scheduler.gate;

import java.util.Arrays;
import java.util.regex.Pattern;

/// Compares a version that a process reports with the one that was planned.
///
/// Distributions decorate them: a process says `20.10.24+dfsg1` where its package is
/// `20.10.24+dfsg1-1+deb12u1`. What counts is the product's own number in front.
public final class Versions {
  private static final Pattern NUMBER = Pattern.compile("v?(?:\\d+:)?(\\d+(?:\\.\\d+)*).*");

  private Versions() {}

  public static boolean same(String reported, String planned) {
    return !reported.isBlank() && number(reported).equals(number(planned));
  }

  /// Whether a version stands before another one, number by number; of texts that are no versions
  /// nobody can say, so they do not.
  public static boolean isBefore(String version, String other) {
    var ours = number(version);
    var theirs = number(other);
    return isNumber(ours) && isNumber(theirs) && Arrays.compare(parts(ours), parts(theirs)) < 0;
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,9}(\\.\\d{1,9})*");
  }

  private static int[] parts(String number) {
    return Arrays.stream(number.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /// `1:20.10.24+dfsg1-1` gives `20.10.24`; a text that is no version gives itself.
  public static String number(String version) {
    var match = NUMBER.matcher(version.strip());
    return match.matches() ? match.group(1) : version.strip();
  }
}
