package io.holdfast.agent.rehearsal;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.scheduler.host.RehearsalOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where a rehearsal runs: apart from the host's network, within limits, and gone in the end.
public interface RehearsalUnits {
  /// Ends one that an earlier runner left behind.
  void end() throws IOException;

  boolean isRunning() throws IOException;

  /// Runs `rehearse FOLDER` with such an input to its end, and gives what it wrote. All of the
  /// input is read, also where nobody wants it any more.
  String run(Path folder, long memoryBytes, InputStream input) throws IOException;

  /// A transient unit of systemd of one name, so that there are never two on a host.
  ///
  /// @param program the command line of this program, without its verb
  record OfSystemd(Commands commands, List<String> program) implements RehearsalUnits {
    private static final String UNIT = "holdfast-rehearsal";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final int PIECE = 128 << 10;

    @Override
    public void end() throws IOException {
      if (isRunning()) {
        commands.run(LIMIT, "systemctl", "stop", UNIT + ".service");
      }
    }

    @Override
    public boolean isRunning() throws IOException {
      var state = commands.run(LIMIT, "systemctl", "is-active", UNIT + ".service").text().strip();
      return List.of("active", "activating", "deactivating").contains(state);
    }

    @Override
    public String run(Path folder, long memoryBytes, InputStream input) throws IOException {
      var process = new ProcessBuilder(line(folder, memoryBytes)).redirectErrorStream(true).start();
      var feeding = Thread.ofVirtual().start(() -> feed(input, process.getOutputStream()));
      try {
        var wrote = process.getInputStream().readNBytes(LONGEST_ANSWER);
        process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        feeding.join();
        return new String(wrote, StandardCharsets.UTF_8);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", stopped);
      } finally {
        process.destroy();
      }
    }

    /// The caller waits for the end of what it sends, so it is read to its end.
    private static void feed(InputStream input, OutputStream unit) {
      var wanted = true;
      var buffer = new byte[PIECE];
      try (unit) {
        for (var count = input.read(buffer); count >= 0; count = input.read(buffer)) {
          wanted = wanted && isTaken(unit, buffer, count);
        }
      } catch (IOException | RuntimeException over) {
        // The unit has ended, or who sends is gone: what it wrote says the rest.
      }
    }

    private static boolean isTaken(OutputStream unit, byte[] bytes, int count) {
      try {
        unit.write(bytes, 0, count);
        unit.flush();
        return true;
      } catch (IOException ended) {
        return false;
      }
    }

    /// Root without any right beyond its own files, and so without those of other users. The last
    /// property clears away what a killed process left.
    List<String> line(Path folder, long memoryBytes) {
      var line =
          new ArrayList<>(
              List.of("systemd-run", "--unit=" + UNIT, "--collect", "--quiet", "--pipe", "--wait"));
      for (var property :
          List.of(
              "PrivateNetwork=yes",
              "MemoryMax=" + memoryBytes,
              "MemorySwapMax=0",
              "RuntimeMaxSec=" + RehearsalOrder.MOST_SECONDS,
              "TasksMax=1024",
              "CPUWeight=20",
              "IOWeight=20",
              "LimitNOFILE=65536",
              "UMask=0077",
              "NoNewPrivileges=yes",
              "CapabilityBoundingSet=",
              "ProtectSystem=strict",
              "ProtectHome=read-only",
              "PrivateTmp=yes",
              "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
              "ReadWritePaths=" + quoted(DurableFiles.parent(folder)),
              "ExecStopPost=-/bin/rm -rf -- " + quoted(folder))) {
        line.add("--property=" + property);
      }
      line.addAll(List.of("--setenv=LC_ALL=C", "--"));
      line.addAll(program);
      line.addAll(List.of("rehearse", folder.toString()));
      return line;
    }

    private static String quoted(Path path) {
      return "\"" + path.toString().replace("%", "%%") + "\"";
    }
  }
}
