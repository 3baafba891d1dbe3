package io.holdfast.installer.run;

import io.holdfast.scheduler.plan.Plan;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// The names of runs, such as `20261121-084442-upgrade-3fa9`: they sort by date, and runs that two
/// people begin in one second still have different ones. Hosts keep the results of steps under
/// these names.
public final class RunId {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /// Runs of earlier versions have no digits at their end.
  private static final Pattern FORM = Pattern.compile("\\d{8}-\\d{6}-[a-z]{1,16}(-[0-9a-f]{4})?");

  private RunId() {}

  public static String next(Instant now, Plan.Verb verb, RandomGenerator random) {
    var digits = HexFormat.of().toHexDigits((short) random.nextInt());
    return DATE.format(now) + "-" + verb.word() + "-" + digits;
  }

  /// Whether a text from elsewhere is such a name, and so may become part of a path.
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
