package io.holdfast.agent.serve;

import java.io.IOException;
import java.util.SortedMap;

/// The local Consul agent, as far as the registrar needs it. Knows only services that carry our
/// mark.
interface Consul {
  /// Our services by id.
  SortedMap<String, Registered> services() throws IOException;

  void register(String id, Registered service, boolean seenHealthy) throws IOException;

  void deregister(String id) throws IOException;

  /// What Consul was told about a service.
  record Registered(String name, String address, int port, String healthPath) {}
}
