package io.holdfast.templates.render;

import freemarker.core.CommonMarkupOutputFormat;
import freemarker.core.CommonTemplateMarkupOutputModel;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An output format of FreeMarker that escapes each `${value}` by the rules of one language.
final class ConfigFormat extends CommonMarkupOutputFormat<ConfigFormat.Markup> {
  private static final Map<ConfigLanguage, ConfigFormat> ALL =
      Arrays.stream(ConfigLanguage.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), ConfigFormat::new));

  private final ConfigLanguage language;

  private ConfigFormat(ConfigLanguage language) {
    this.language = language;
  }

  /// The one format of a language; FreeMarker tells formats apart by identity.
  static ConfigFormat of(ConfigLanguage language) {
    return Objects.requireNonNull(ALL.get(language));
  }

  @Override
  public String getName() {
    return language.name();
  }

  @Override
  public @Nullable String getMimeType() {
    return null;
  }

  @Override
  public void output(String text, Writer out) throws IOException {
    out.write(language.escape(text));
  }

  @Override
  public String escapePlainText(String text) {
    return language.escape(text);
  }

  @Override
  public boolean isLegacyBuiltInBypassed(String name) {
    return false;
  }

  @Override
  protected Markup newTemplateMarkupOutputModel(@Nullable String plain, @Nullable String markup) {
    return new Markup(this, plain, markup);
  }

  /// Text that is in the language already; made by [#fromMarkup(String)] for lines a vendor wrote.
  static final class Markup extends CommonTemplateMarkupOutputModel<Markup> {
    private final ConfigFormat format;

    private Markup(ConfigFormat format, @Nullable String plain, @Nullable String markup) {
      super(plain, markup);
      this.format = format;
    }

    @Override
    public ConfigFormat getOutputFormat() {
      return format;
    }
  }
}
