package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
  void aCommandIsReadWithItsQuotesAndWithoutItsComment() {
    assertThat(Documents.arguments("./holdfast plan --site \"a b\" --yes   # look first"))
        .containsExactly("plan", "--site", "a b", "--yes");
  }
}
