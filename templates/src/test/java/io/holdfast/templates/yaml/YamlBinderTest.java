package io.holdfast.templates.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.FreeJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlBinderTest {
  enum Colour {
    RED,
    DARK_BLUE
  }

  sealed interface Shape {}

  record Circle(int radius) implements Shape {}

  record Box(int width, @Default("1") int height) implements Shape {}

  record Thing(
      String name,
      @Default("7") long count,
      @Default("false") boolean loud,
      @Default("dark-blue") Colour colour,
      Optional<Integer> size,
      @Default("[]") List<String> words,
      @Default("{}") Map<String, Integer> numbers,
      Optional<Shape> shape,
      @Default("{}") FreeJson free) {
    Thing {
      if (name.equals("forbidden")) {
        throw new IllegalArgumentException("that name is forbidden");
      }
    }
  }

  @Test
  void scalarsAreWhatTheirTargetAsksForAndNotWhatYamlGuesses() {
    var thing =
        YamlBinder.read(
                "t.yaml",
                """
                name: 010
                words: [no, 1:30, 1e3, ~tilde, "x: y"]
                numbers: {a: 1}
                free: {version: 1.5, port: 8080, on: true, text: "8080", octal: 010, none: ~, list: [no]}
                """,
                Thing.class)
            .value();
    assertThat(thing.name()).isEqualTo("010");
    assertThat(thing.words()).containsExactly("no", "1:30", "1e3", "~tilde", "x: y");
    assertThat(thing.free())
        .hasToString(
            "{\"list\":[\"no\"],\"none\":null,\"octal\":\"010\",\"on\":true,\"port\":8080,\"text\":\"8080\",\"version\":1.5}");
  }

  @Test
  void whatIsLeftOutTakesItsDefault() {
    var thing = YamlBinder.read("t.yaml", "name: x\nsize:\n", Thing.class).value();
    assertThat(thing)
        .isEqualTo(
            new Thing(
                "x",
                7,
                false,
                Colour.DARK_BLUE,
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                FreeJson.empty()));
  }

  @Test
  void aSealedTypeIsChosenByTheKeysGiven() {
    assertThat(YamlBinder.read("t", "{name: x, shape: {radius: 3}}", Thing.class).value().shape())
        .contains(new Circle(3));
    assertThat(YamlBinder.read("t", "{name: x, shape: {width: 3}}", Thing.class).value().shape())
        .contains(new Box(3, 1));
    assertThat(problems("{name: x, shape: {radius: 1, width: 3}}"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(ProblemId.VALUE_REFUSED);
              assertThat(problem.what()).contains("radius | width + height");
            });
  }

  @Test
  void everyMistakeIsReportedAtOnceWithItsPlace() {
    var found =
        problems(
            """
            nmae: x
            count: many
            loud: yes
            colour: dark-bleu
            words: one
            shape:
              raduis: 3
            """);
    assertThat(found)
        .extracting(Problem::headline)
        .containsExactly(
            "t.yaml:1:1: HF-CFG-001 Unknown key \"nmae\"; did you mean \"name\"?",
            "t.yaml:1:1: HF-CFG-002 The key \"name\" is missing",
            "t.yaml:2:8: HF-CFG-003 \"count\" must be a whole number, not \"many\"",
            "t.yaml:3:7: HF-CFG-003 \"loud\" must be true or false, not \"yes\"",
            "t.yaml:4:9: HF-CFG-003 \"colour\" is \"dark-bleu\", which is not one of: red, dark-blue;"
                + " did you mean \"dark-blue\"?",
            "t.yaml:5:8: HF-CFG-003 \"words\" must be a list, not \"one\"",
            "t.yaml:7:3: HF-CFG-001 Unknown key \"raduis\" in \"shape\"; did you mean \"radius\"?");
    assertThat(found.getFirst().fix()).containsExactly("Write \"name\" in place of \"nmae\"");
  }

  @Test
  void aRecordMayRefuseItsValue() {
    assertThat(problems("name: forbidden"))
        .extracting(Problem::headline)
        .containsExactly("t.yaml:1:1: HF-CFG-005 that name is forbidden");
  }

  @Test
  void placesOfPartsAreKnownAfterwards() {
    var bound = YamlBinder.read("t.yaml", "name: x\nwords:\n  - a\n  - b\n", Thing.class);
    assertThat(bound.where("words[1]")).hasToString("t.yaml:4:5");
    assertThat(bound.where("words[7].deeper")).hasToString("t.yaml:3:3");
    assertThat(bound.where("size")).hasToString("t.yaml:1:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a: &x 1\nb: *x",
        "a: !!java.net.URL [http://example]",
        "a: !local 1",
        "a: 1\na: 2",
        "a: [1, 2",
        "\ta: 1",
        "--- {a: 1}\n--- {b: 1}",
        "? [1, 2]\n: 3"
      })
  void whatIsNotPlainYamlIsRefusedWithItsPlace(String text) {
    var refused =
        catchThrowableOfType(HoldfastException.class, () -> NodeReader.read("t.yaml", text));
    assertThat(refused.first().id()).isEqualTo(ProblemId.NOT_YAML);
    assertThat(refused.first().where().orElseThrow()).matches("t\\.yaml:[0-9]+:[0-9]+");
  }

  @Test
  void deepNestingIsRefused() {
    var text = "[".repeat(200) + "]".repeat(200);
    var refused =
        catchThrowableOfType(HoldfastException.class, () -> NodeReader.read("t.yaml", text));
    assertThat(refused.first().id()).isEqualTo(ProblemId.NOT_YAML);
  }

  @Test
  void nearNamesForgiveASwapAndCaseButNotAnything() {
    var known = List.of("address", "roles", "name");
    assertThat(NearNames.nearest("adress", known)).contains("address");
    assertThat(NearNames.nearest("Adderss", known)).contains("address");
    assertThat(NearNames.nearest("role", known)).contains("roles");
    assertThat(NearNames.nearest("colour", known)).isEmpty();
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(
            HoldfastException.class, () -> YamlBinder.read("t.yaml", text, Thing.class))
        .problems();
  }
}
