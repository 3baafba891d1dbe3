package io.holdfast.lab.demo;

import io.holdfast.lab.load.Observer;
import io.holdfast.templates.site.Engine;
import java.util.List;

/// What the demo is about on one engine: its bundles, the canaries that fail, and what an observer
/// watches.
interface DemoStory {
  Engine engine();

  /// The version of Consul that the upgrade leaves.
  String consul();

  /// In the order in which they are built.
  List<DemoBundle> bundles();

  /// The appliance file of a bundle: the example with a few of its words changed.
  String appliance(DemoBundle bundle);

  /// The canary before the upgrade.
  Canary exits();

  /// The canaries after it.
  List<Canary> later();

  /// The groups of the upgrade, each with a port whose silence means that a member is down.
  List<Observer.Watched> watched(List<String> servers, List<String> workers);

  /// A bundle whose canary fails, and how people call that.
  record Canary(DemoBundle bundle, String kind, String title) {}
}
