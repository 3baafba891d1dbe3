package io.holdfast.installer.wizard;

import java.util.List;
import java.util.Map;

/// A screen as a skin shows it: `number` of `of`, what it says, what it asks, what was answered
/// before, what was wrong with that, and the command that does the same without the wizard.
public record View(
    int number,
    int of,
    String title,
    List<String> text,
    List<Field> fields,
    Map<String, String> values,
    List<String> problems,
    String command) {
  public View {
    text = List.copyOf(text);
    fields = List.copyOf(fields);
    values = Map.copyOf(values);
    problems = List.copyOf(problems);
  }

  public String value(Field field) {
    return values.getOrDefault(field.key(), "");
  }
}
