package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;

/// What the documents tell people to type and to follow, against the program and the files.
///
/// After a wanted change of a verb: `mvn -pl lab -am test -Dtest=DocsCommandsTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update=true`, then look at the difference.
class DocsCommandsTest {
  private static final Path REFERENCE = Documents.PROJECT.resolve("docs").resolve("reference.md");

  @Test
  void everyCommandInTheDocumentsIsOneThatTheProgramTakes() throws IOException {
    var commands =
        Documents.all().stream()
            .flatMap(file -> Documents.commands(file).stream())
            .filter(line -> !line.file().equals(REFERENCE))
            .toList();
    assertThat(commands).isNotEmpty();
    for (var command : commands) {
      assertThatCode(() -> Main.commandLine().parseArgs(Documents.arguments(command.text())))
          .as("%s: %s", command.place(), command.text())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyCommandInASentenceIsOneThatTheProgramHas() throws IOException {
    var commands =
        Documents.all().stream()
            .flatMap(file -> Documents.namedCommands(file).stream())
            .filter(line -> !line.file().equals(REFERENCE))
            .toList();
    assertThat(commands).isNotEmpty();
    for (var command : commands) {
      assertThat(mistakes(command.text())).as("%s: %s", command.place(), command.text()).isEmpty();
    }
  }

  @Test
  void aSentenceMayLeaveOutWhatAVerbNeedsButNotNameWhatItDoesNotTake() {
    assertThat(mistakes("holdfast attach")).isEmpty();
    assertThat(mistakes("holdfast VERB --help")).isEmpty();
    assertThat(mistakes("holdfast upgrade --bundle BUNDLE")).isEmpty();
    assertThat(mistakes("holdfast upgrade BUNDLE")).isNotEmpty();
    assertThat(mistakes("holdfast upgrade --by NOON")).isNotEmpty();
    assertThat(mistakes("holdfast rehearse")).isNotEmpty();
  }

  /// What the program would not take of a command whose words in capitals stand for others; what is
  /// missing is no mistake.
  private static List<String> mistakes(String command) {
    var program = Main.commandLine();
    Stream.concat(Stream.of(program), ReferenceText.verbs(program).stream())
        .forEach(verb -> verb.getCommandSpec().parser().collectErrors(true));
    var words = Documents.arguments(command.replace("holdfast VERB", "holdfast plan"));
    var mistakes = new ArrayList<String>();
    var verb = Optional.of(program.parseArgs(words));
    while (verb.isPresent()) {
      var parsed = verb.get();
      parsed.errors().stream()
          .filter(error -> !(error instanceof MissingParameterException))
          .forEach(error -> mistakes.add(String.valueOf(error.getMessage())));
      mistakes.addAll(parsed.unmatched());
      verb = Optional.ofNullable(parsed.subcommand());
    }
    return mistakes;
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    for (var file : Documents.all()) {
      for (var link : Documents.links(file)) {
        assertThat(file.resolveSibling(link.text())).as(link.place()).exists();
      }
    }
  }

  @Test
  void theReferenceIsWhatTheProgramSays() throws IOException {
    var text = ReferenceText.of(Main.commandLine());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, text);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(text);
  }

  @Test
  void theReferenceHasASectionForEveryVerb() throws IOException {
    var sections = Files.readAllLines(REFERENCE);
    for (var verb : ReferenceText.verbs(Main.commandLine())) {
      assertThat(sections).contains("## " + verb.getCommandSpec().qualifiedName());
    }
  }

  @Test
  void thePageForBadNightsHasASectionForEveryExitCode() throws IOException {
    assertThat(codes("when-it-stops.md", "## (\\d+): .*"))
        .containsExactlyElementsOf(ReferenceText.exitMeanings().keySet());
  }

  /// 4 and 5 are answers to `--strict` and `--detailed-exitcode`, which change nothing.
  @Test
  void theGuideOfAnUpgradeHasARowForEveryExitCodeOfARun() throws IOException {
    var ends = new ArrayList<>(ReferenceText.exitMeanings().keySet());
    ends.removeAll(List.of(4, 5));
    assertThat(codes("how-an-upgrade-runs.md", "\\| (\\d+) \\| .*"))
        .containsExactlyElementsOf(ends);
  }

  /// The numbers of the lines of such a form, in order.
  private static List<Integer> codes(String guide, String form) throws IOException {
    var pattern = Pattern.compile(form);
    return Files.readAllLines(Documents.PROJECT.resolve("docs").resolve(guide)).stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(line -> Integer.valueOf(line.group(1)))
        .toList();
  }

  @Test
  void aCommandIsReadWithItsQuotesAndWithoutItsComment() {
    assertThat(Documents.arguments("./holdfast plan --site \"a b\" --yes   # look first"))
        .containsExactly("plan", "--site", "a b", "--yes");
  }
}
