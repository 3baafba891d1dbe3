package io.holdfast.lab.demo;

import io.holdfast.lab.load.Observer;
import io.holdfast.templates.site.Engine;
import java.util.List;

/// What the demo is about on one engine: its bundles, the canaries that fail, and what an observer
/// watches.
interface DemoStory {
  /// A setting of the load balancers alone.
  WordChange MORE_CONNECTIONS = new WordChange("maxConnections: 2000", "maxConnections: 4000");

  Engine engine();

  /// The version of Consul that the upgrade leaves.
  String consul();

  /// In the order in which they are built.
  List<DemoBundle> bundles();

  /// The appliance file of a bundle: the example with a few of its words changed.
  String appliance(DemoBundle bundle);

  /// The canaries in the words of people.
  Titles titles();

  /// The canary before the upgrade.
  default Canary exits() {
    return new Canary(DemoBundle.CANARY_EXITS, "process-exits", titles().exits());
  }

  /// The canaries after it.
  default List<Canary> later() {
    return List.of(
        new Canary(DemoBundle.CANARY_VOTER, "never-voter", titles().neverVotes()),
        new Canary(DemoBundle.CANARY_SOAK, "dies-in-soak", titles().diesInSoak()));
  }

  /// The groups of the upgrade, each with a port whose silence means that a member is down.
  List<Observer.Watched> watched(List<String> servers, List<String> workers);

  /// How people call a canary whose process exits, one that never votes, and one that is healthy
  /// and then is not.
  record Titles(String exits, String neverVotes, String diesInSoak) {}

  /// A bundle whose canary fails, and how people call that.
  record Canary(DemoBundle bundle, String kind, String title) {}
}
