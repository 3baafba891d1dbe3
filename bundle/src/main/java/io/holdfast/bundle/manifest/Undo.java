package io.holdfast.bundle.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How a component goes back to what it was before.
public enum Undo {
  /// The link is set back to the previous copy and the process restarted.
  @JsonProperty("link")
  LINK,
  /// The exact previous packages are installed again.
  @JsonProperty("reinstall")
  REINSTALL,
  /// There is no way back.
  @JsonProperty("none")
  NONE
}
