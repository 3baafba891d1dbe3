package io.holdfast.bundle.manifest;

/// Under which terms a component is given on.
///
/// @param name a short name, like `MPL-2.0`
/// @param sha256 the blob that holds the full text
public record Licence(String name, String sha256) {
  public Licence {
    Checks.that(!name.isBlank() && name.length() <= 200, "licence without a name");
    Checks.digest(sha256);
  }
}
