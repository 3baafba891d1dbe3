package io.holdfast.templates.render;

/// A folder that must be there before the files in it and the programs that use it.
public record GeneratedFolder(String path, String mode, String owner, String group) {
  /// `owner:group`.
  public String ownership() {
    return owner + ":" + group;
  }
}
