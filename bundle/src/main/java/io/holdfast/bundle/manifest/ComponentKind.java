package io.holdfast.bundle.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How a component is put on a host.
public enum ComponentKind {
  /// A relocatable folder of files, chosen by one atomic link.
  @JsonProperty("tree")
  TREE,
  /// Pinned packages of the distribution, installed offline by its package manager.
  @JsonProperty("packages")
  PACKAGES
}
