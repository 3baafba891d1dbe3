package io.holdfast.scheduler.gate;

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

  /// `1:20.10.24+dfsg1-1` gives `20.10.24`; a text that is no version gives itself.
  public static String number(String version) {
    var match = NUMBER.matcher(version.strip());
    return match.matches() ? match.group(1) : version.strip();
  }
}
