package io.holdfast.installer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// The program's log: stack traces and the SSH library's words go there and never to the screen.
final class LogFile {
  private static final int LARGEST = 4 << 20;
  private static final int KEPT = 3;

  private LogFile() {}

  /// `XDG_DATA_HOME/holdfast`, or `~/.local/share/holdfast`.
  static Path standardState(Map<String, String> environment) {
    var data = environment.getOrDefault("XDG_DATA_HOME", "");
    var base =
        data.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", "."), ".local", "share")
            : Path.of(data);
    return base.resolve("holdfast");
  }

  static String hint() {
    return "look into log/holdfast.0.log of the state folder";
  }

  /// The same for verbs that have no state folder of their own, before a stack trace is logged.
  static void keepOffTheScreen(Path state) {
    if (Arrays.stream(Logger.getLogger("").getHandlers())
        .anyMatch(ConsoleHandler.class::isInstance)) {
      open(state);
    }
  }

  /// Sends everything that is logged from now on into the state folder; a folder that can't be
  /// written is no reason to stop.
  static void open(Path state) {
    var root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
      handler.close();
    }
    try {
      var folder = state.resolve("log");
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      var handler = new FileHandler(folder + "/holdfast.%g.log", LARGEST, KEPT, true);
      handler.setFormatter(new SimpleFormatter());
      handler.setLevel(Level.ALL);
      root.addHandler(handler);
    } catch (IOException unwritable) {
      Logger.getLogger("io.holdfast").setLevel(Level.OFF);
    }
  }
}
