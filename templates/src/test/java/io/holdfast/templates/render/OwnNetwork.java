package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A network that nothing of this machine is in, with the real `nft`; skipped by name where a
/// program or the right to make one is missing.
final class OwnNetwork {
  private static final String TRIES =
      """
      unshare -n sleep 60 & peer=$!
      while [ "$(readlink /proc/$peer/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
      ip link add here type veth peer name there netns $peer
      ip addr add 10.0.0.12/24 dev here && ip link set here up && ip link set lo up
      nsenter -t $peer -n sh -ec 'ip addr add 10.0.0.11/24 dev there
        ip addr add 10.0.0.99/24 dev there; ip link set there up'
      for port in 8300 9999 22; do
        perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalAddr => "10.0.0.12",
          LocalPort => shift, Listen => 5, ReuseAddr => 1) or die; $s->accept while 1' $port &
        listening="$listening $!"
      done
      sleep 0.5
      LOAD
      connect() {
        nsenter -t $peer -n perl -MIO::Socket::INET -e 'my ($from, $port) = @ARGV;
          print IO::Socket::INET->new(LocalAddr => $from, PeerAddr => "10.0.0.12",
            PeerPort => $port, Timeout => 1) ? "open " : "shut "' $1 $2
      }
      connect 10.0.0.11 8300
      connect 10.0.0.11 9999
      connect 10.0.0.99 8300
      connect 10.0.0.99 22
      kill $peer $listening
      """;

  /// firewalld on a bus of its own, with settings of its own that are those which it comes with.
  private static final String FIREWALLD =
      """
      mount -t tmpfs none /run
      mount -t tmpfs none /etc/firewalld
      echo DefaultZone=public >/etc/firewalld/firewalld.conf
      cat >/run/bus.conf <<'END'
      <busconfig><type>system</type><listen>unix:path=/run/bus</listen><auth>EXTERNAL</auth>
      <policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>
      <allow receive_sender="*"/></policy></busconfig>
      END
      export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/bus
      dbus-daemon --config-file=/run/bus.conf --nofork >/run/bus.log 2>&1 & bus=$!
      while [ ! -S /run/bus ]; do sleep 0.1; done
      firewalld --nofork --nopid >/run/firewalld.log 2>&1 & firewalld=$!
      for second in $(seq 20); do firewall-cmd --state >/run/state 2>&1 && break; sleep 1; done
      grep -q running /run/state || { cat /run/firewalld.log; exit 1; }
      """;

  private OwnNetwork() {}

  static void firewalldNeeded() {
    needed();
    needs("/usr/sbin/firewalld", "firewalld");
    needs("/usr/bin/dbus-daemon", "dbus-daemon");
  }

  /// Starts a real firewalld that nothing of this machine uses, does this, and ends it.
  static String besideFirewalld(String script) throws IOException, InterruptedException {
    return run(FIREWALLD + script + "\nkill $firewalld $bus\n");
  }

  static void needed() {
    needs("/usr/sbin/nft", "nftables");
    needs("/usr/bin/unshare", "util-linux");
  }

  private static void needs(String program, String fromPackage) {
    assumeTrue(
        Files.exists(Path.of(program)), program + " is not here; the package is " + fromPackage);
  }

  /// Two networks with a cable between them: one is `s2` once `load` was carried out, the other has
  /// the addresses of another server, `10.0.0.11`, and of a stranger. Every port that is tried has
  /// a listener. Gives `open` or `shut` for 8300 and 9999 from the server, 8300 and 22 from the
  /// stranger.
  static String tries(String load) throws IOException, InterruptedException {
    return run(trying(load)).strip();
  }

  /// The same as a script.
  static String trying(String load) {
    needs("/usr/bin/perl", "perl");
    needs("/usr/sbin/ip", "iproute2");
    return TRIES.replace("LOAD", load);
  }

  /// What a script says, which must end well.
  static String run(String script) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "--map-root-user",
                "sh",
                "-ec",
                script)
            .redirectErrorStream(true)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(!said.contains("unshare failed"), "no right to make a network of its own");
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
