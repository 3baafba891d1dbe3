package io.holdfast.agent.rehearsal;

import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.rehearsal.NotWell.Act;
import io.holdfast.agent.rehearsal.NotWell.Cause;
import io.holdfast.scheduler.engine.EngineProduct;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.raft.LoneServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One version of a product as a process of its own, alone. Closing it ends it and waits for that.
final class RehearsedServer implements AutoCloseable {
  private static final long BETWEEN_LOOKS_MS = 250;
  private static final long STAYS_MS = 5_000;
  private static final int STOP_SECONDS = 30;

  /// So many looks long a process is waited for that goes down, and writes down why.
  private static final int LAST_LOOKS = 8;

  private static final int TOO_MANY_REQUESTS = 429;

  /// How a shell tells that a process was killed from outside; within its limit of memory that is
  /// the kernel.
  private static final int KILLED = 128 + 9;

  private final RehearsalFiles files;
  private final Process process;
  private final LoopbackApi api;
  private final LoneServer server;
  private final Clock clock;
  private final Secret token;
  private int lastStatus;

  private RehearsedServer(RehearsalFiles files, Process process, Secret token, Clock clock) {
    this.files = files;
    this.process = process;
    this.clock = clock;
    this.token = token;
    this.api = new LoopbackApi(files.ports().http(), token);
    var product = EngineProduct.snapshotsOf(files.order().product()).product();
    this.server = new LoneServer(product, this::send, clock);
  }

  /// `copy` is an installed one, or `current`. The environment is a fixed small one, and nothing of
  /// it leads out.
  static RehearsedServer start(RehearsalFiles files, String copy, Secret token, Clock clock)
      throws IOException {
    Files.deleteIfExists(files.log());
    var builder = new ProcessBuilder(files.command(copy));
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                "/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL",
                "C",
                "HOME",
                files.folder().toString(),
                "TMPDIR",
                files.temporary().toString()));
    builder.directory(files.folder().toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(files.log().toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    return new RehearsedServer(files, builder.start(), token, clock);
  }

  private ApiAnswer send(ApiAsk ask) {
    lastStatus = 0;
    var answer = api.send(ask);
    lastStatus = answer.status();
    return answer;
  }

  /// Waits until it leads itself and takes the token, as long as it is empty.
  void bootstrap(long limitMs) throws NotWell {
    await(
        Act.ALONE,
        limitMs,
        () -> {
          server.bootstrap();
          return true;
        });
  }

  /// Gives it the state in the place of its own.
  void restore(InputStream state, long bytes) throws NotWell {
    try {
      var answer = api.send(server.restore(), state, bytes);
      if (!answer.isSuccess()) {
        throw notWell(
            Act.TAKES,
            "it answers " + answer.status() + ": " + answer.body().strip(),
            Cause.ITSELF);
      }
    } catch (HoldfastException silent) {
      throw notWell(Act.TAKES, silent.first().what(), Cause.SLOW);
    }
  }

  /// What it holds, once it tells, and that it is still there a moment later.
  Seen seen(Act act, long limitMs) throws NotWell {
    await(act, limitMs, server::seen);
    clock.sleepMs(STAYS_MS);
    return await(act, limitMs, server::seen);
  }

  private interface Look<T> {
    T look();
  }

  private <T> T await(Act act, long limitMs, Look<T> look) throws NotWell {
    var end = clock.uptimeMs() + limitMs;
    while (true) {
      try {
        return look.look();
      } catch (HoldfastException untold) {
        var late = clock.uptimeMs() > end;
        if (untold.kind() != ProblemKind.UNREACHABLE || !process.isAlive() || late) {
          throw notWell(act, said(untold), late && !isRefused() ? Cause.SLOW : Cause.ITSELF);
        }
      }
      clock.sleepMs(BETWEEN_LOOKS_MS);
    }
  }

  /// Whether it says no, rather than nothing yet: it does not know the site's token any more, say.
  private boolean isRefused() {
    return lastStatus >= 400 && lastStatus < 500 && lastStatus != TOO_MANY_REQUESTS;
  }

  private static String said(HoldfastException untold) {
    var problem = untold.first();
    return problem.what() + problem.evidence().map(line -> " " + line).orElse("");
  }

  /// With the end of its own log, which knows why. `alive` is the cause if it does not end.
  private NotWell notWell(Act act, String why, Cause alive) {
    var ended = end();
    var how = ended.map(code -> "it ended with " + code).orElse(why);
    var evidence = new Output(0, log()).evidence();
    return new NotWell(
        act,
        (how + "\n" + evidence).replace(token.reveal(), "(hidden)").strip(),
        ended.map(code -> code == KILLED ? Cause.KILLED : Cause.ITSELF).orElse(alive));
  }

  /// How it ended, if it does; one that goes down is given a moment.
  private Optional<Integer> end() {
    for (var look = 0; look < LAST_LOOKS && process.isAlive(); look++) {
      clock.sleepMs(BETWEEN_LOOKS_MS);
    }
    return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
  }

  private String log() {
    try {
      return Files.readString(files.log(), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
