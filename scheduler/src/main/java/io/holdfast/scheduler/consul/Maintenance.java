package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which hosts a person may switch off at any moment. It lies among Consul's own keys: every site
/// has it, a majority of its servers keeps it, and each machine of an administrator sees it.
public final class Maintenance {
  private static final String FOLDER = "holdfast/maintenance/";
  private static final String PATH = "/v1/kv/" + FOLDER;
  private static final int NOT_FOUND = 404;

  private final ConsulApi consul;

  public Maintenance(World world) {
    this.consul = new ConsulApi(new Inquiry(world));
  }

  /// The names of hosts in maintenance; none where no server of Consul knows a leader. Whoever
  /// disturbs a server asks its quorum too, and has no yes from it then.
  public SortedSet<String> hosts() {
    var server = consul.anyServer();
    var names = new TreeSet<String>();
    if (server.isPresent()) {
      var reply = consul.get(server.get(), PATH + "?keys");
      reply.json().list().forEach(key -> names.add(key.text().replaceFirst("^" + FOLDER, "")));
    }
    return Collections.unmodifiableSortedSet(names);
  }

  /// Whether a host is in maintenance; silence is no answer.
  boolean has(String host) {
    var found =
        Refusal.requireTold(
            "Consul does not tell what is in maintenance.",
            consul.get(consul.requiredServer(), PATH + host));
    return found.status() != NOT_FOUND;
  }

  void add(String host) {
    required(host, consul.put(consul.requiredServer(), PATH + host, "{}"));
  }

  void remove(String host) {
    required(host, consul.delete(consul.requiredServer(), PATH + host));
  }

  private static void required(String host, Reply reply) {
    if (!reply.isSuccess()) {
      throw Refusal.silent("Consul does not keep a note about " + host + ".", reply.trouble());
    }
  }
}
