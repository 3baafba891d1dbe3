package io.holdfast.scheduler.host;

import io.holdfast.templates.text.Sha256;
import java.util.Objects;

/// Asks for the text of one file that everybody on the host may read, where it is another one than
/// the text of this digest. `component` is the one that brought the file: what it did not bring is
/// not told.
public record TextQuestion(String path, String component, String sha256) {
  public TextQuestion {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(component, "component");
    Sha256.require(sha256);
  }
}
