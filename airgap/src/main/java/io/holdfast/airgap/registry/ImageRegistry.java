package io.holdfast.airgap.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.airgap.store.ContentStore;
import io.holdfast.airgap.store.ImageCatalog;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A read-only image registry for this host's own container engine: the OCI distribution API over
/// the content store, on the loopback address only. It needs no other service, so images can be
/// started while everything else is down.
public final class ImageRegistry implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ImageRegistry.class.getName());

  private final HttpServer server;
  private final ExecutorService threads;

  private ImageRegistry(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// Starts it on 127.0.0.1. Port 0 takes a free one.
  public static ImageRegistry start(ContentStore store, int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    HttpServer server;
    try {
      server = HttpServer.create(address, 64);
    } catch (BindException e) {
      throw HoldfastException.of(
          Problem.of(ProblemId.PORT_TAKEN, "The image registry's port " + port + " is taken")
              .withEvidence("127.0.0.1:" + port)
              .withFix("ss -ltnp 'sport = :" + port + "'"),
          e);
    }
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    var answers = new RegistryAnswers(store, ImageCatalog.of(store));
    server.createContext("/", exchange -> handle(answers, exchange));
    server.setExecutor(threads);
    server.start();
    return new ImageRegistry(server, threads);
  }

  /// The port it listens on.
  public int port() {
    return server.getAddress().getPort();
  }

  private static void handle(RegistryAnswers answers, HttpExchange exchange) throws IOException {
    try (exchange) {
      var method = exchange.getRequestMethod();
      if (!List.of("GET", "HEAD").contains(method)) {
        RegistryReply.error(405, "UNSUPPORTED", "this registry is read-only").send(exchange);
        return;
      }
      answers.answer(exchange.getRequestURI().getPath()).send(exchange);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "request failed", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
