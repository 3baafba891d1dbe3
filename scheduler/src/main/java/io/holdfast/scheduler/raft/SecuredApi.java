package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import java.util.function.UnaryOperator;

/// Asks one host's own process of a product over its loopback HTTPS port, with the site's
/// management token.
///
/// Such a product holds a request back for some seconds while there is no leader; the limit here is
/// shorter, so that a leaderless cluster reads as silence and not as a hang.
public abstract class SecuredApi implements RaftApi {
  private static final int TIMEOUT_MS = 4_000;

  protected static final int LONG_LIST_MS = 30_000;

  /// A state of some gigabytes has to be read, sent and, by a restore, copied to every server.
  private static final int WHOLE_STATE_MS = 600_000;

  private final Inquiry inquiry;
  private final Door door;

  protected SecuredApi(Inquiry inquiry, Door door) {
    this.inquiry = inquiry;
    this.door = door;
  }

  /// Where a product listens, by which header it wants its token, and the secret of the vault that
  /// may do everything there. `product` is its name for people, `snapshotPath` where its whole
  /// state is read and replaced.
  public record Door(
      String product,
      Endpoint endpoint,
      String tokenHeader,
      String management,
      String snapshotPath) {}

  @Override
  public final Inquiry inquiry() {
    return inquiry;
  }

  @Override
  public final String requiredServer() {
    return requiredServerBut("");
  }

  /// The same, on another host than the named one.
  public final String requiredServerBut(String but) {
    return anyServerBut(but)
        .orElseThrow(
            () ->
                Refusal.silent("No " + door.product() + " server knows a leader.", inquiry.raw()));
  }

  @Override
  public final Reply get(String host, String path) {
    return asked(host, path, ask -> ask);
  }

  /// The same for lists that may be long.
  public final Reply list(String host, String path) {
    return asked(host, path, ask -> ask.withTimeoutMs(LONG_LIST_MS));
  }

  @Override
  public final Reply put(String host, String path, String body) {
    return asked(host, path, ask -> ask.withBody("PUT", body));
  }

  /// Lets gossip forget a member. The answer comes only once the others were told, which takes
  /// longer than everything else.
  public final Reply forceLeave(String host, String path) {
    return asked(host, path, ask -> ask.withBody("PUT", "").withTimeoutMs(LONG_LIST_MS));
  }

  public final Reply post(String host, String path) {
    return asked(host, path, ask -> ask.withMethod("POST"));
  }

  public final Reply delete(String host, String path) {
    return asked(host, path, ask -> ask.withMethod("DELETE"));
  }

  /// For answers that hold a secret: they are not kept. `token` names the secret that is shown.
  public final Reply unkept(String host, String path, String token, UnaryOperator<ApiAsk> change) {
    return inquiry.askUnkept(change.apply(plain(host, path)).withToken(door.tokenHeader(), token));
  }

  @Override
  public final Reply open(String host, String path) {
    return inquiry.ask(plain(host, path));
  }

  @Override
  public final Reply forget(String host, String nodeId) {
    return delete(host, "/v1/operator/raft/peer?id=" + nodeId);
  }

  @Override
  public final ApiAsk snapshot(String host) {
    return managed(host, door.snapshotPath()).withTimeoutMs(WHOLE_STATE_MS);
  }

  @Override
  public final ApiAsk restore(String host) {
    return snapshot(host).withMethod("PUT");
  }

  private Reply asked(String host, String path, UnaryOperator<ApiAsk> change) {
    return inquiry.ask(change.apply(managed(host, path)));
  }

  private ApiAsk managed(String host, String path) {
    return plain(host, path).withToken(door.tokenHeader(), door.management());
  }

  private ApiAsk plain(String host, String path) {
    return ApiAsk.get(host, door.endpoint(), path).withTimeoutMs(TIMEOUT_MS);
  }
}
