package io.holdfast.templates.render;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.ConditionalTemplateConfigurationFactory;
import freemarker.cache.FileNameGlobMatcher;
import freemarker.cache.FirstMatchTemplateConfigurationFactory;
import freemarker.cache.TemplateConfigurationFactory;
import freemarker.cache.TemplateLoader;
import freemarker.core.TemplateClassResolver;
import freemarker.core.TemplateConfiguration;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// FreeMarker with everything off that could surprise: a missing value is an error, numbers have no
/// grouping, templates reach no class and no method, and the file ending decides how values are
/// escaped.
final class TemplateEngine {
  private static final Map<String, ConfigLanguage> ENDINGS =
      Map.of(
          "cfg", ConfigLanguage.HAPROXY,
          "conf", ConfigLanguage.WORDS,
          "dropin", ConfigLanguage.SYSTEMD,
          "env", ConfigLanguage.ENVIRONMENT,
          "hcl", ConfigLanguage.HCL,
          "json", ConfigLanguage.JSON,
          "service", ConfigLanguage.SYSTEMD,
          "sh", ConfigLanguage.SHELL);

  private final Configuration configuration;

  TemplateEngine() {
    this(new ClassTemplateLoader(TemplateEngine.class, ""));
  }

  TemplateEngine(TemplateLoader loader) {
    var version = Configuration.VERSION_2_3_34;
    configuration = new Configuration(version);
    configuration.setTemplateLoader(loader);
    configuration.setObjectWrapper(new SimpleObjectWrapper(version));
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    configuration.setFallbackOnNullLoopVariable(false);
    configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    configuration.setAPIBuiltinEnabled(false);
    configuration.setLocalizedLookup(false);
    configuration.setWhitespaceStripping(true);
    configuration.setLocale(Locale.ROOT);
    configuration.setNumberFormat("c");
    configuration.setBooleanFormat("c");
    configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
    configuration.setTemplateConfigurations(formatByEnding());
  }

  /// The text of a template for a model of maps, lists, strings, numbers and booleans.
  String render(String template, Map<String, Object> model) {
    try {
      var out = new StringWriter();
      configuration.getTemplate(template).process(model, out);
      return out.toString();
    } catch (TemplateException wrong) {
      throw new IllegalArgumentException(template + ": " + wrong.getMessage(), wrong);
    } catch (IOException broken) {
      throw new UncheckedIOException(template, broken);
    }
  }

  /// Lines that are in the language already and have been checked to be single lines.
  static List<TemplateModel> lines(ConfigLanguage language, List<String> lines) {
    return lines.stream().map(line -> raw(language, line)).toList();
  }

  private static TemplateModel raw(ConfigLanguage language, String line) {
    if (line.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a line holds a control character");
    }
    try {
      return ConfigFormat.of(language).fromMarkup(line);
    } catch (TemplateModelException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static TemplateConfigurationFactory formatByEnding() {
    var rules =
        ENDINGS.entrySet().stream()
            .map(
                entry -> {
                  var format = new TemplateConfiguration();
                  format.setOutputFormat(ConfigFormat.of(entry.getValue()));
                  return (TemplateConfigurationFactory)
                      new ConditionalTemplateConfigurationFactory(
                          new FileNameGlobMatcher("*." + entry.getKey() + ".ftl"), format);
                })
            .toArray(TemplateConfigurationFactory[]::new);
    return new FirstMatchTemplateConfigurationFactory(rules).allowNoMatch(false);
  }
}
