package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HeldScript;
import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.PortUse;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Whether every host reaches the others on the ports that its roles connect to there, both TCP and
/// UDP.
///
/// Each host listens for some seconds on those that are free and answers with a word of this run,
/// so a firewall that answers in its place is found out. A port that is in use already is only
/// connected to, and not asked over UDP. Needs perl on the hosts, which Debian always has; without
/// it this is a warning.
final class Reachability {
  private static final int SECONDS = 20;
  private static final int PATIENCE = 4;

  private final Site site;
  private final Manifest manifest;
  private final SshHostGateway gateway;
  private final List<Host> hosts;
  private final Set<String> opened;
  private final String word;

  /// `opened` are hosts whose ports are still to be opened by the plan: that they are shut now
  /// stops nothing.
  Reachability(
      Site site, Manifest manifest, SshHostGateway gateway, List<Host> hosts, Set<String> opened) {
    this.opened = Set.copyOf(opened);
    this.site = site;
    this.manifest = manifest;
    this.gateway = gateway;
    this.hosts = hosts;
    var bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    this.word = HexFormat.of().formatHex(bytes);
  }

  List<Finding> run() {
    var listeners = new ConcurrentSkipListMap<String, HeldScript>();
    try {
      everywhere(
          host ->
              () ->
                  listeners.put(
                      host.name(), gateway.hold(host.name(), script(), listen(host), "ready")));
      var answers = new ConcurrentSkipListMap<String, List<String>>();
      everywhere(
          host ->
              () ->
                  answers.put(
                      host.name(),
                      gateway.look(
                          host.name(), script(), connect(host, listeners), "end", 30_000)));
      return judge(listeners, answers);
    } catch (HoldfastException lost) {
      return List.of(Finding.warn("reach", notChecked(lost.first().headline())));
    } finally {
      listeners.values().forEach(HeldScript::close);
    }
  }

  private interface Task {
    Callable<?> on(Host host);
  }

  private void everywhere(Task task) {
    var running = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      hosts.forEach(host -> running.add(threads.submit(task.on(host))));
    }
    for (var one : running) {
      try {
        one.get();
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof HoldfastException known
            ? known
            : new IllegalStateException(failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw HoldfastException.of(ProblemId.CONNECTION_LOST, "interrupted");
      }
    }
  }

  private List<String> listen(Host host) {
    var arguments = new ArrayList<>(List.of("listen", Integer.toString(SECONDS), word));
    Flow.uses(site, manifest, host).stream()
        .filter(
            use -> hosts.stream().anyMatch(from -> !from.equals(host) && use.isConnectedBy(from)))
        .forEach(use -> arguments.add(target(use, use.address())));
    return arguments;
  }

  /// A port in use is not asked over UDP: who uses it has no reason to answer us.
  private List<String> connect(Host from, SortedMap<String, HeldScript> listeners) {
    var arguments = new ArrayList<>(List.of("connect", Integer.toString(PATIENCE), word));
    for (var to : hosts) {
      if (!to.equals(from)) {
        var free = listeners.get(to.name());
        Flow.between(site, manifest, from, to).stream()
            .filter(flow -> flow.protocol().equals("tcp") || isFree(free, flow.target()))
            .forEach(flow -> arguments.add(flow.target()));
      }
    }
    return arguments;
  }

  private static boolean isFree(@Nullable HeldScript listener, String target) {
    return listener != null && listener.lines().contains("free " + target);
  }

  private static String target(PortUse use, String address) {
    return Flow.word(use) + ":" + address + ":" + use.port();
  }

  private List<Finding> judge(
      SortedMap<String, HeldScript> listeners, Map<String, List<String>> answers) {
    var findings = new ArrayList<Finding>();
    var asked = 0;
    for (var from : hosts) {
      var lines = answers.getOrDefault(from.name(), List.of());
      var shut = new TreeMap<String, List<String>>();
      for (var to : hosts) {
        if (to.equals(from)) {
          continue;
        }
        var heard = new Heard(lines, listeners.get(to.name()));
        var uses = Flow.uses(site, manifest, from, to);
        var missing =
            uses.stream()
                .filter(use -> heard.isMissing(use, to))
                .map(use -> target(use, to.address()))
                .toList();
        asked += uses.size();
        if (!missing.isEmpty()) {
          shut.put(to.name(), missing);
        }
      }
      findings.addAll(new ShutPorts(from, shut).findings(opened));
      if (lines.contains("missing perl")) {
        findings.add(Finding.warn("reach", notChecked("no perl").withHost(from.name())));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("reach", asked + " connections between hosts tried, all answered"))
        : findings;
  }

  /// What one host heard of the ports of another.
  private record Heard(List<String> lines, @Nullable HeldScript listener) {
    boolean isMissing(PortUse use, Host to) {
      if (lines.contains("missing perl")
          || listener == null
          || listener.lines().contains("missing perl")) {
        return false;
      }
      var isFree = isFree(listener, target(use, use.address()));
      if (!isFree && use.protocol() == PortUse.Protocol.UDP) {
        return false;
      }
      var target = target(use, to.address());
      return !lines.contains("open " + target) && (isFree || !lines.contains("other " + target));
    }
  }

  private static Problem notChecked(String why) {
    return Problem.of(
            ProblemId.PAIR_UNREACHABLE, "Whether the hosts reach each other could not be checked")
        .withEvidence(why);
  }

  private static String script() {
    try (var text = Reachability.class.getResourceAsStream("reach.sh")) {
      if (text == null) {
        throw new IllegalStateException("no script reach.sh");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
