package io.holdfast.lab.demo;

import io.holdfast.lab.host.PracticeLab;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What befalls practice hosts during a run, and how it is mended when the run has ended.
final class HostTroubles {
  private static final String STORE = "/var/lib/holdfast/store";
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");

  private final PracticeLab lab;
  private final Deque<Runnable> mends = new ArrayDeque<>();

  HostTroubles(PracticeLab lab) {
    this.lab = lab;
  }

  /// What is brought to the host finds a file system of one block.
  void fillDisk(String host) {
    lab.exec(host, "mount", "-t", "tmpfs", "-o", "size=4k,mode=0700", "tmpfs", STORE);
    lab.exec(host, "sh", "-c", "head -c 4096 /dev/zero > " + STORE + "/full || true");
    mends.push(() -> lab.exec(host, "umount", "--lazy", STORE));
  }

  /// Stops, without ending it, the process of the group's product on the next server.
  void freezeAnother(String host, String group) {
    var other = SERVERS.get((SERVERS.indexOf(host) + 1) % SERVERS.size());
    var unit = unit(group);
    PracticeSite.say(unit + " on " + other + " stands still");
    signal(other, "STOP", unit);
    mends.push(() -> signal(other, "CONT", unit));
  }

  private static String unit(String group) {
    if (group.startsWith("/consul")) {
      return "holdfast-consul.service";
    }
    return group.startsWith("/nomad") ? "holdfast-nomad.service" : "docker.service";
  }

  private void signal(String host, String signal, String unit) {
    lab.exec(host, "systemctl", "kill", "--signal=" + signal, "--kill-whom=main", unit);
  }

  /// In the other order, each once.
  void mend() {
    while (!mends.isEmpty()) {
      mends.pop().run();
    }
  }
}
