package io.holdfast.templates.render;

import java.util.regex.Pattern;

/// The first two numbers of a product's version, which is as far as configuration formats differ.
/// Reads upstream and distribution spellings: `1.15.4`, `26.1.5+dfsg1-9+b4`.
record ProductVersion(int major, int minor) {
  private static final Pattern FORM = Pattern.compile("(?:[0-9]+:)?v?([0-9]+)\\.([0-9]+).*");

  static ProductVersion parse(String text) {
    var found = FORM.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException("not the version of a product: " + text);
    }
    return new ProductVersion(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
  }

  boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }
}
