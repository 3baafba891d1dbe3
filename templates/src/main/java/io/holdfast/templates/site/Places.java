package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;

/// Folders on every host; each may be a file system of its own.
public record Places(
    @Default("/opt/holdfast") String program,
    @Default("/var/lib/holdfast") String data,
    @Default("/var/lib/docker") String dockerRoot) {
  public Places {
    program = requireFolder("program", program);
    data = requireFolder("data", data);
    dockerRoot = requireFolder("dockerRoot", dockerRoot);
  }

  private static String requireFolder(String name, String path) {
    if (!path.matches("(/[A-Za-z0-9._-]+)+") || path.matches(".*/\\.{1,2}(/.*)?")) {
      throw new IllegalArgumentException(
          name + " must be an absolute folder of letters, digits, dot, hyphen and underscore");
    }
    return path;
  }
}
