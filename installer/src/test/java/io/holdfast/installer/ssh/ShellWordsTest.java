package io.holdfast.installer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  private static final String NASTY = " '\"\\$`!*?[]{}()<>|&;#~=\n\t\rabcXYZ09-_./:äß€";

  @Test
  void leavesPlainWordsReadable() {
    assertThat(ShellWords.join(List.of("sudo", "-S", "/opt/holdfast/bin/x", "a:b")))
        .isEqualTo("sudo -S /opt/holdfast/bin/x a:b");
  }

  @Test
  void quotesWhatAShellWouldTakeApart() {
    assertThat(ShellWords.join(List.of("it's", "", "~root", "A=b")))
        .isEqualTo("'it'\\''s' '' '~root' 'A=b'");
  }

  @Test
  void refusesANulCharacter() {
    assertThatThrownBy(() -> ShellWords.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bringsEveryArgumentThroughARealShellAsItWas() throws Exception {
    var seed = System.nanoTime();
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (var round = 0; round < 60; round++) {
      var arguments = arguments(random);
      assertThat(throughShell(arguments))
          .as("seed " + seed + " round " + round)
          .isEqualTo(arguments);
    }
  }

  private static List<String> arguments(RandomGenerator random) {
    var arguments = new ArrayList<String>();
    for (var count = 1 + random.nextInt(6); count > 0; count--) {
      var word = new StringBuilder();
      for (var length = random.nextInt(12); length > 0; length--) {
        word.append(NASTY.charAt(random.nextInt(NASTY.length())));
      }
      arguments.add(word.toString());
    }
    return arguments;
  }

  private static List<String> throughShell(List<String> arguments) throws IOException {
    var command = new ArrayList<>(List.of("printf", "%s\\0"));
    command.addAll(arguments);
    var process = new ProcessBuilder("sh", "-c", ShellWords.join(command)).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var words = new ArrayList<>(List.of(output.split("\0", -1)));
    words.removeLast();
    return words;
  }
}
