package io.holdfast.templates.site;

/// Somebody whose signature under a plan counts: a name for people, and the public half of an SSH
/// key of type ed25519 as it stands in a `.pub` file, with or without its comment.
public record Approver(String name, String key) {
  public static final String KEY_TYPE = "ssh-ed25519";

  /// The key without its comment, so that two spellings of one key are equal.
  public String bareKey() {
    var words = key.strip().split("\\s+");
    return words.length < 2 ? key.strip() : words[0] + " " + words[1];
  }
}
