package io.holdfast.templates.yaml;

/// A place in a file, lines and columns from 1 on; printed as `file:line:col`.
public record Position(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
