package io.holdfast.agent.host;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Programs as the host has them. The environment is a fixed small one, whatever the login's was.
public final class HostCommands implements Commands {
  private static final int MAX_OUTPUT = 4 << 20;
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  @Override
  public Output run(List<String> arguments, Map<String, String> environment, Duration limit)
      throws IOException {
    var builder = new ProcessBuilder(arguments);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", PATH, "LC_ALL", "C", "HOME", "/root"));
    builder.environment().putAll(environment);
    builder.directory(new File("/"));
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    return await(builder.start(), limit);
  }

  private static Output await(Process process, Duration limit) throws IOException {
    var tail = new Tail();
    var reading = Thread.ofVirtual().start(() -> tail.readAll(process.getInputStream()));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return new Output(Output.TIMED_OUT, tail.text());
      }
      // A daemon that a program leaves behind may hold its output open: do not wait for it for
      // ever.
      reading.join(Duration.ofSeconds(2));
      return new Output(process.exitValue(), tail.text());
    } catch (InterruptedException stopped) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// The end of what a program writes.
  private static final class Tail {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void readAll(InputStream from) {
      var buffer = new byte[16 << 10];
      try {
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
          add(buffer, count);
        }
      } catch (IOException closed) {
        // The program was killed: what it wrote so far is what there is.
      }
    }

    private synchronized void add(byte[] buffer, int count) {
      if (bytes.size() > MAX_OUTPUT) {
        var half = bytes.toByteArray();
        bytes.reset();
        bytes.write(half, half.length / 2, half.length - half.length / 2);
      }
      bytes.write(buffer, 0, count);
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
