package io.holdfast.bundle.manifest;

/// One container image, byte-exact as it was built.
///
/// @param name repository name, like `web`
/// @param reference the reference in the bundle's index, like `web:1.0`
/// @param manifestDigest hex SHA-256 of its OCI image manifest
/// @param platform like `linux/amd64`
public record Image(String name, String reference, String manifestDigest, String platform) {
  public Image {
    Checks.name(name);
    Checks.that(
        reference.startsWith(name + ":")
            && reference.substring(name.length() + 1).matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"),
        "not a reference of image " + name + ": " + reference);
    Checks.digest(manifestDigest);
    Checks.that(
        platform.matches("[a-z0-9]+/[a-z0-9]+(/[a-z0-9]+)?"), "not a platform: " + platform);
  }

  /// The part of the reference after the name.
  public String tag() {
    return reference.substring(name.length() + 1);
  }
}
