package io.holdfast.lab.probe;

/// One attempt against a product on a host: what was tried, what was seen, and whether that is as
/// it must be. A name that begins with `control` is an attempt that must succeed: without it a
/// refusal says nothing, for it may have been any other mistake.
public record Probe(
    String product, String host, String name, String tried, String seen, boolean asItMust) {

  /// One line for people.
  public String says() {
    return product
        + " on "
        + host
        + ": "
        + name
        + ", by "
        + tried
        + ": "
        + seen
        + (asItMust ? "" : "  <- must not be");
  }
}
