package io.holdfast.installer.cli;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;

/// A login as people write it: `USER@HOST` or `USER@HOST:PORT`.
record Login(String user, String address, int port) {
  private static final int SSH = 22;

  static Login of(String text) {
    var at = text.lastIndexOf('@');
    var colon = text.lastIndexOf(':');
    if (at <= 0) {
      throw refused(text, "is not of the form USER@HOST[:PORT]");
    }
    var address = text.substring(at + 1, colon > at ? colon : text.length());
    var port = colon > at ? port(text, text.substring(colon + 1)) : SSH;
    return new Login(text.substring(0, at), address, port);
  }

  private static int port(String text, String digits) {
    var port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65_535) {
      throw refused(text, "does not end in a port, 1 to 65535");
    }
    return port;
  }

  private static HoldfastException refused(String text, String why) {
    return Problem.of(ProblemId.USAGE_WRONG, "\"" + text + "\" " + why)
        .withFix("holdfast attach --help")
        .asException();
  }
}
