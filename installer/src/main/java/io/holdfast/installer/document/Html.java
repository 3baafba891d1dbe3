package io.holdfast.installer.document;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// One page of HTML that stands by itself: no script, nothing from elsewhere, readable without its
/// style, and on paper. Every text that is given to it is escaped.
final class Html {
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}&&[^\\t\\n]]", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String STYLE =
      """
      @page { size: A4; margin: 16mm 14mm; }
      body { font: 10.5pt/1.4 sans-serif; color: #111; max-width: 60em; margin: 1em auto; padding: 0 1em; }
      h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 1.6em; } h3 { font-size: 1em; }
      h2, h3 { break-after: avoid; }
      table { border-collapse: collapse; width: 100%; margin: 0.6em 0; }
      caption { text-align: left; font-weight: bold; }
      th, td { border: 1px solid #888; padding: 0.25em 0.5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
      thead { display: table-header-group; } tr { break-inside: avoid; }
      pre { border: 1px solid #888; padding: 0.5em; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.85em; }
      td.sign { height: 2.6em; }
      """;

  private final StringBuilder text = new StringBuilder();

  Html(String title) {
    text.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n");
  }

  Html section(String heading) {
    return element("h2", heading);
  }

  Html part(String heading) {
    return element("h3", heading);
  }

  Html paragraph(String words) {
    return element("p", words);
  }

  private Html element(String name, String words) {
    text.append('<').append(name).append('>').append(escaped(words));
    text.append("</").append(name).append(">\n");
    return this;
  }

  /// What one would type, or lines of a file.
  Html literal(Collection<String> lines) {
    text.append("<pre>").append(escaped(String.join("\n", lines))).append("</pre>\n");
    return this;
  }

  Html list(Collection<String> items) {
    text.append("<ul>\n");
    items.forEach(item -> text.append("<li>").append(escaped(item)).append("</li>\n"));
    text.append("</ul>\n");
    return this;
  }

  /// A name and a value in each line.
  Html facts(String caption, Map<String, String> facts) {
    open(caption);
    text.append("<tbody>\n");
    facts.forEach(
        (name, value) ->
            text.append("<tr><th scope=\"row\">")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(value))
                .append("</td></tr>\n"));
    text.append("</tbody>\n</table>\n");
    return this;
  }

  Html table(String caption, List<String> head, List<List<String>> rows) {
    return rows(caption, head, rows, "<td>");
  }

  /// Lines to write into by hand.
  Html form(String caption, List<String> head, int lines) {
    var empty = head.stream().map(_ -> "").toList();
    return rows(caption, head, Collections.nCopies(lines, empty), "<td class=\"sign\">");
  }

  private Html rows(String caption, List<String> head, List<List<String>> rows, String cell) {
    open(caption);
    text.append("<thead>\n<tr>");
    head.forEach(name -> text.append("<th scope=\"col\">").append(escaped(name)).append("</th>"));
    text.append("</tr>\n</thead>\n<tbody>\n");
    for (var row : rows) {
      text.append("<tr>");
      row.forEach(value -> text.append(cell).append(escaped(value)).append("</td>"));
      text.append("</tr>\n");
    }
    text.append("</tbody>\n</table>\n");
    return this;
  }

  private void open(String caption) {
    text.append("<table>\n<caption>").append(escaped(caption)).append("</caption>\n");
  }

  /// The whole page.
  String page() {
    return text + "</body>\n</html>\n";
  }

  /// What a browser shows as just these characters; those that would steer it are written out.
  static String escaped(String words) {
    var plain =
        words
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;");
    return CONTROL
        .matcher(plain)
        .replaceAll(found -> String.format("\\\\u%04x", found.group().codePointAt(0)));
  }
}
