package io.holdfast.templates.render;

/// How a value is written inside double quotes (or, for `SHELL`, single quotes) of a language, so
/// that it stays a value whatever is in it. A control character, line breaks included, is refused
/// everywhere: no value of ours holds one, and most of these languages have no way to write it.
enum ConfigLanguage {
  JSON {
    @Override
    String escape(char c) {
      return c == '"' || c == '\\' ? "\\" + c : String.valueOf(c);
    }
  },
  HCL {
    @Override
    String escape(char c) {
      return JSON.escape(c);
    }

    @Override
    String escape(String text) {
      return super.escape(text).replace("${", "$${").replace("%{", "%%{");
    }
  },
  SYSTEMD {
    @Override
    String escape(char c) {
      return switch (c) {
        case '"', '\\' -> "\\" + c;
        case '%' -> "%%";
        case '$' -> "$$";
        default -> String.valueOf(c);
      };
    }
  },
  HAPROXY {
    @Override
    String escape(char c) {
      return c == '"' || c == '\\' || c == '$' ? "\\" + c : String.valueOf(c);
    }
  },
  SHELL {
    @Override
    String escape(char c) {
      return c == '\'' ? "'\\''" : String.valueOf(c);
    }
  },
  ENVIRONMENT {
    @Override
    String escape(char c) {
      return c == '"' || c == '\\' || c == '$' || c == '`' ? "\\" + c : String.valueOf(c);
    }
  },
  /// Lists of plain words without any quoting, as in resolved.conf: what is no plain word is
  /// refused.
  WORDS {
    @Override
    String escape(char c) {
      if (c == ' ' || c == '"' || c == '\'' || c == '\\' || c == '#' || c == ';' || c == '%') {
        throw new IllegalArgumentException("a value that cannot be written here holds " + c);
      }
      return String.valueOf(c);
    }
  };

  abstract String escape(char c);

  String escape(String text) {
    var escaped = new StringBuilder();
    for (var index = 0; index < text.length(); index++) {
      var c = text.charAt(index);
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException("a value holds a control character");
      }
      escaped.append(escape(c));
    }
    return escaped.toString();
  }
}
