package io.holdfast.installer.ssh;

import java.util.List;
import java.util.stream.Collectors;

/// The one place where arguments become a command line.
///
/// SSH carries a command as one string that the login shell of the other side takes apart again.
/// Every word that could mean anything to a shell is put into single quotes, so it arrives as it
/// was.
public final class ShellWords {
  private ShellWords() {}

  public static String join(List<String> arguments) {
    return arguments.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
  }

  static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an argument with a NUL character");
    }
    var harmless = !word.isEmpty() && word.chars().allMatch(ShellWords::isHarmless);
    return harmless ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static boolean isHarmless(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || "@%_+:,./-".indexOf(character) >= 0;
  }
}
