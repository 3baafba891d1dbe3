package io.holdfast.bundle.manifest;

/// One regular file of a component.
///
/// @param path relative to the component's folder; for packages the `.deb`'s file name
/// @param mode four octal digits, like `0755`
/// @param sha256 the blob that is its content
/// @param size bytes
public record ComponentFile(String path, String mode, String sha256, long size) {
  public ComponentFile {
    Checks.relativePath(path);
    Checks.mode(mode);
    Checks.digest(sha256);
    Checks.that(size >= 0, "negative size of " + path);
  }
}
