package io.holdfast.installer.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// What is asked of every page: it stands by itself, and its parts are closed.
final class Pages {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "document");

  private Pages() {}

  static void requireSelfContained(String page) {
    assertThat(page).startsWith("<!DOCTYPE html>\n<html lang=\"en\">");
    assertThat(page.toLowerCase(java.util.Locale.ROOT))
        .doesNotContain(
            "<script", "<link", "<img", "src=", "href=", "http:", "https:", "url(", "@import");
    assertThat(page.codePoints().filter(c -> c < ' ' && c != '\n')).isEmpty();
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory
          .newDocumentBuilder()
          .parse(
              new InputSource(
                  new StringReader(
                      page.replace("<!DOCTYPE html>\n", "")
                          .replace("<meta charset=\"utf-8\">", ""))));
    } catch (SAXException | IOException | ParserConfigurationException broken) {
      throw new AssertionError("not well-formed: " + broken.getMessage(), broken);
    }
  }

  /// The stored page; written anew with `-Dgolden.update=true`, then to be looked at as a
  /// difference.
  static void compare(String name, String page) throws IOException {
    var file = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, page);
    }
    assertThat(page).isEqualTo(Files.readString(file));
  }
}
