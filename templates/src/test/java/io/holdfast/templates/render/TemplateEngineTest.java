package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import freemarker.cache.StringTemplateLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateEngineTest {
  private static final Path TEMPLATES = Path.of("src/main/resources/io/holdfast/templates/render");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x.json.ftl    | a\"b\\c$d | a\\\"b\\\\c$d",
        "x.hcl.ftl     | a\"${b}%{c}$d | a\\\"$${b}%%{c}$d",
        "x.service.ftl | a\"b%n$c | a\\\"b%%n$$c",
        "x.dropin.ftl  | a\\b | a\\\\b",
        "x.cfg.ftl     | a\"b$c#d | a\\\"b\\$c#d",
        "x.sh.ftl      | a'b$c | a'\\''b$c",
        "x.env.ftl     | a\"b`+`$c | a\\\"b\\`+\\`\\$c",
      })
  void aValueStaysAValueInEachLanguage(String template, String value, String written) {
    var given = value.replace("`+`", "`");
    var wanted = written.replace("\\`+\\`", "\\`");
    assertThat(render(template, "${v}", Map.of("v", given))).isEqualTo(wanted);
  }

  @Test
  void aLineBreakIsRefusedInEachLanguage() {
    for (var ending : List.of("json", "hcl", "service", "dropin", "cfg", "sh", "env", "conf")) {
      assertThatThrownBy(() -> render("x." + ending + ".ftl", "${v}", Map.of("v", "a\nb")))
          .as(ending)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> render("x.conf.ftl", "DNS=${v}", Map.of("v", "1 2")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMissingValueIsAnErrorThatNamesTheTemplate() {
    assertThatThrownBy(() -> render("x.cfg.ftl", "\n  ${nothing}", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.cfg.ftl")
        .hasMessageContaining("nothing");
  }

  @Test
  void templatesReachNoClassAndNoMethod() {
    for (var attack :
        List.of(
            "${\"freemarker.template.utility.Execute\"?new()(\"id\")}",
            "${v?api.getClass()}",
            "${v.class}")) {
      assertThatThrownBy(() -> render("x.cfg.ftl", attack, Map.of("v", "text")))
          .as(attack)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> render("x.cfg.ftl", "${v}", Map.of("v", new Object())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersAndBooleansAreWrittenForProgrammes() {
    assertThat(render("x.cfg.ftl", "${n} ${b}", Map.of("n", 1234567, "b", true)))
        .isEqualTo("1234567 true");
  }

  @Test
  void aTemplateWhoseLanguageIsNotKnownIsRefused() {
    assertThatThrownBy(() -> render("x.txt.ftl", "text", Map.of()))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void noTemplateTurnsEscapingOff() throws IOException {
    try (var templates = Files.list(TEMPLATES)) {
      for (var template : templates.toList()) {
        assertThat(Files.readString(template))
            .as(template.toString())
            .doesNotContainPattern(
                "noautoesc|no_esc|noAutoEsc|noEsc|autoesc|output_format|#ftl|\\?new|\\?api|\\?interpret|\\?eval");
      }
    }
  }

  private static String render(String name, String template, Map<String, Object> model) {
    var loader = new StringTemplateLoader();
    loader.putTemplate(name, template);
    return new TemplateEngine(loader).render(name, model);
  }
}
