package io.holdfast.templates.vendor;

/// The rule for text that goes into configuration as it is: one line, no control characters.
final class Lines {
  private Lines() {}

  static String requireOne(String what, String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " must be one line without control characters");
    }
    return text;
  }
}
