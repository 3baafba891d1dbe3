package io.holdfast.bundle.release;

import java.net.URI;

/// One file of an official release and what makes it believed.
///
/// @param file where the file is; the last part of its path is its name in the list
/// @param sums where the list of SHA-256 digests is
/// @param signature where the OpenPGP signature over the list is
public record ReleaseRequest(URI file, URI sums, URI signature) {
  public ReleaseRequest {
    requireHttps(file);
    requireHttps(sums);
    requireHttps(signature);
    if (nameOf(file).isEmpty()) {
      throw new IllegalArgumentException("the address names no file: " + file);
    }
  }

  /// The name under which the list must have the file.
  public String name() {
    return nameOf(file);
  }

  /// The file's address as it may be shown and kept: without its query.
  public String shown() {
    return Refusals.shown(file);
  }

  private static String nameOf(URI address) {
    var path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void requireHttps(URI address) {
    if (!"https".equals(address.getScheme())
        || address.getHost() == null
        || address.getPath() == null) {
      throw new IllegalArgumentException("a release comes from an https address: " + address);
    }
    if (address.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "no name or password belongs into the address of a release on " + address.getHost());
    }
  }
}
