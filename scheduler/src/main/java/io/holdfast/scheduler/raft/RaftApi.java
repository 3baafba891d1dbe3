package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import java.util.Optional;

/// The interface of such a product on one host, as far as it differs between products. Each host's
/// own process is asked, never another one about it.
public interface RaftApi {
  Inquiry inquiry();

  /// The first server that knows a leader: what is asked there, or written, is the cluster's.
  default Optional<String> anyServer() {
    return anyServerBut("");
  }

  /// The same, on another host than the named one.
  default Optional<String> anyServerBut(String but) {
    return Hosts.of(inquiry().world()).servers().stream()
        .filter(host -> !host.equals(but))
        .filter(host -> !unquoted(open(host, "/v1/status/leader")).isEmpty())
        .findFirst();
  }

  /// A server through which the cluster can be changed now; throws `HF-API-002` without one.
  String requiredServer();

  /// With the site's management token.
  Reply get(String host, String path);

  /// The same with a body.
  Reply put(String host, String path, String body);

  /// Without a token: what everybody may ask, also before access control is set up.
  Reply open(String host, String path);

  /// Reads a successful answer of `/v1/agent/self`.
  Self process(Body self);

  /// Writes the one probe entry through this host.
  Reply writeProbe(String host, String value);

  /// The probe entry in this host's own state; empty when it is not there.
  String readProbe(String host);

  /// Asks for the leadership to go to a server by its raft id; 404 where the version has no such
  /// call.
  Reply handOver(String host, String nodeId);

  /// How many durable things there are in the state of the leader, or in this server's own; throws
  /// `HF-API-002` when a part of it is not told.
  Survey survey(String host, Consistency whose);

  /// Takes a server out of the voters by its raft id, asked of another one.
  Reply forget(String host, String nodeId);

  /// The request whose answer is a snapshot of the whole state, taken by the leader.
  ApiAsk snapshot(String host);

  /// The request whose body is such a snapshot: it takes the place of the whole state.
  ApiAsk restore(String host);

  /// What a process says about itself; `raft` are its counters, an empty `version` means that it
  /// did not say.
  record Self(boolean server, String version, String nodeId, Body raft) {}

  /// A text body such as `"10.0.0.1:8300"` without its quotes.
  static String unquoted(Reply reply) {
    return reply.isSuccess() ? reply.json().text() : "";
  }
}
