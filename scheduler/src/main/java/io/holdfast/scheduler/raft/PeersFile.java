package io.holdfast.scheduler.raft;

import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;

/// The file that tells servers which voters there are from now on, where a majority of the old ones
/// is lost: `raft/peers.json` in the data of Consul, `server/raft/peers.json` in that of Nomad.
///
/// All survivors get the same one while none of them runs. A server that finds it plays back its
/// whole log, makes a snapshot with these voters, and removes the file; entries that were never
/// confirmed become part of the state. The survivor with the most entries still wins the election,
/// so nobody's data is set aside. Sources: Consul's outage recovery guide and Nomad's, both "Manual
/// Recovery Using peers.json"; hashicorp/raft#140, which says why it is safe for several. Both
/// products remove a file that lies there before the server ever ran with `peers.info`.
public record PeersFile(String product, List<Peer> peers) {
  /// A voter by its raft id and its address with the port of its peers.
  public record Peer(String id, String address) {}

  public PeersFile {
    peers = List.copyOf(peers);
    if (peers.isEmpty()) {
      throw new IllegalArgumentException("no voters");
    }
  }

  /// Where a server of the product keeps the file, under the folder of all data.
  public static String path(String product, String dataFolder) {
    return folder(product, dataFolder) + "/raft/peers.json";
  }

  /// Where it keeps its id and the data of raft.
  public static String folder(String product, String dataFolder) {
    return product.equals(Layout.NOMAD)
        ? Layout.nomadData(dataFolder) + "/server"
        : Layout.consulData(dataFolder);
  }

  /// The port in the addresses of a product's voters.
  public static int port(String product) {
    return product.equals(Layout.NOMAD) ? Layout.NOMAD_SERVER_PORT : Layout.CONSUL_SERVER_PORT;
  }

  /// In the form of the third raft protocol, the only one that both products still speak.
  public String text() {
    var list =
        peers.stream()
            .map(
                peer ->
                    Map.<String, Object>of(
                        "id", peer.id(), "address", peer.address(), "non_voter", false))
            .toList();
    return Json.write(list) + "\n";
  }
}
