package io.holdfast.agent.rehearsal;

import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.rehearsal.NotWell.Act;
import io.holdfast.agent.rehearsal.RehearsalFiles.Ports;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The rehearsal itself, inside of its unit: the present version takes the state alone and is
/// counted, then the target version is started on the same data and is counted.
///
/// It starts no product unless it has a network of its own, for a second server beside the real one
/// could be taken for it. What it wrote is deleted in the end, however that came.
public final class RehearsalProcess {
  private static final int LONGEST_LINE = 1 << 20;
  private static final long START_MS = 300_000;

  private final Network network;
  private final Rehearsals.Means means;
  private final Clock clock;

  /// What of the host's network this process sees.
  interface Network {
    /// Whether there is nothing but the loopback.
    boolean isOwn() throws IOException;
  }

  RehearsalProcess(Network network, Rehearsals.Means means, Clock clock) {
    this.network = network;
    this.means = means;
    this.clock = clock;
  }

  public RehearsalProcess(Clock clock) {
    this(RehearsalProcess::seesLoopbackOnly, new Rehearsals.OfKernel(), clock);
  }

  private static boolean seesLoopbackOnly() throws SocketException {
    for (var each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp() && !each.isLoopback()) {
        return false;
      }
    }
    return true;
  }

  /// Reads the head, the token and the state; gives the answer as one line of JSON.
  public String hold(Path folder, InputStream input) throws IOException {
    var head = Json.read(line(input), RehearsalHead.class);
    var token = Secret.of(line(input));
    return Json.write(answer(head, token, folder, input));
  }

  private static String line(InputStream input) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0 || line.size() >= LONGEST_LINE) {
        throw new IOException("the order of the rehearsal is not complete");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private RehearsalAnswer answer(RehearsalHead head, Secret token, Path folder, InputStream state)
      throws IOException {
    if (!network.isOwn()) {
      return new RehearsalAnswer.NotHeld("the unit got no network of its own");
    }
    DurableFiles.deleteTree(folder);
    try {
      var files = new RehearsalFiles(head.order(), folder, ports());
      lay(files);
      return acts(head, files, token, state);
    } catch (NotWell not) {
      return not.answer(means.room(folder) < Rehearsals.RESERVE);
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  static void lay(RehearsalFiles files) throws IOException {
    DurableFiles.privateFolder(files.folder());
    Files.createDirectory(files.data());
    Files.createDirectory(files.temporary());
    Files.writeString(files.config(), files.text());
  }

  /// What nobody uses: a network of one's own has all of them, and a test has others beside it.
  private static Ports ports() throws IOException {
    try (var http = free();
        var server = free();
        var gossip = free()) {
      return new Ports(http.getLocalPort(), server.getLocalPort(), gossip.getLocalPort());
    }
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private RehearsalAnswer acts(
      RehearsalHead head, RehearsalFiles files, Secret token, InputStream state)
      throws IOException, NotWell {
    Seen before;
    try (var present = RehearsedServer.start(files, "current", token, clock)) {
      present.bootstrap(START_MS);
      present.restore(state, head.bytes());
      before = present.seen(Act.TAKES, START_MS);
    }
    try (var target = RehearsedServer.start(files, head.order().copyId(), token, clock)) {
      return new RehearsalAnswer.Held(before, target.seen(Act.AFTER, START_MS));
    }
  }
}
