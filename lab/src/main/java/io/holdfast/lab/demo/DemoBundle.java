package io.holdfast.lab.demo;

/// The bundles of the demo, in the order of its story.
enum DemoBundle {
  FIRST("1"),
  /// The first with another setting of the load balancers. Not in the demo.
  SETTING("1.0.1"),
  /// Its canary's process exits.
  CANARY_EXITS("1.1"),
  SECOND("2"),
  /// The second by a stop: Consul before Nomad. Not in the demo.
  STAGED("2.0.2"),
  /// Changes the workers while a job runs there that ends by itself.
  WAIT("2.0.1"),
  /// Its canary runs and never becomes a voter.
  CANARY_VOTER("2.1"),
  /// Its canary is healthy and ends in the soak.
  CANARY_SOAK("2.2");

  private final String version;

  DemoBundle(String version) {
    this.version = version;
  }

  String version() {
    return version;
  }

  String fileName() {
    return "demo-" + version + ".holdfast";
  }
}
