package io.holdfast.scheduler.engine;

import io.holdfast.scheduler.gate.World;
import java.util.List;
import java.util.Map;

/// Three servers s1 to s3 of one product for its contract, all at the earlier of two releases at
/// first, and what a test does to them apart from the product's interface.
public interface QuorumRig extends AutoCloseable {

  /// The first part of the names of its gates and operations.
  String system();

  World world(Map<String, String> parameters);

  String earlier();

  String later();

  /// Ends a server as a power cut does.
  void lose(String server);

  /// Starts a server that was lost, at a release, with the data that it has.
  void start(String server, String version);

  /// What a plan does to put a server back, whether it runs or not, up to the gates: the earlier
  /// release, and whatever the product needs to take it in again.
  void putBack(String server);

  /// Under which id the cluster knows a server.
  String identity(String server);

  /// What is another list once one of these servers was restarted.
  List<String> lives(List<String> servers);

  /// Lets another server lead, in the way of the product.
  void leadershipMovesTo(String server);

  /// What the servers wrote lately about who belongs to them, for whoever reads a failure.
  String lately();

  @Override
  void close();
}
