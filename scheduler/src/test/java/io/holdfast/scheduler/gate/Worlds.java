package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// Worlds for tests of gates and operations: three servers s1 to s3 at 10.0.0.1 to 10.0.0.3 and two
/// workers w1 and w2 at 10.0.0.4 and 10.0.0.5, which carry the load balancers too.
public final class Worlds {
  public static final Site SITE =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          access: {user: ops, keyFile: id, sudo: password}
          vault: {keyFile: vault.key}
          hosts:
            - {name: s1, address: 10.0.0.1, roles: [server]}
            - {name: s2, address: 10.0.0.2, roles: [server]}
            - {name: s3, address: 10.0.0.3, roles: [server]}
            - {name: w1, address: 10.0.0.4, roles: [worker, lb]}
            - {name: w2, address: 10.0.0.5, roles: [worker, lb]}
          """);

  private Worlds() {}

  /// The same site at other addresses, those of the loopback too, which no site file may hold.
  public static Site site(String network) {
    var hosts =
        SITE.hosts().stream()
            .map(
                host ->
                    new Host(
                        host.name(),
                        host.address().replace("10.0.0.", network),
                        host.roles(),
                        host.zone()))
            .toList();
    return SITE.withHosts(hosts);
  }

  public static World of(ApiTransport api, Map<String, String> parameters) {
    return of(SITE, api, new VirtualClock(), parameters);
  }

  public static World of(Site site, ApiTransport api, Clock clock, Map<String, String> parameters) {
    return of(site, api, clock, Worlds::secret, parameters);
  }

  public static World of(
      Site site,
      ApiTransport api,
      Clock clock,
      SecretSource secrets,
      Map<String, String> parameters) {
    return new World(site, api, noHosts(), clock, secrets, parameters);
  }

  /// A world where only readings of hosts are asked.
  public static World ofReadings(
      BiFunction<String, ReadRequest, HostReading> readings, Map<String, String> parameters) {
    return new World(
        SITE,
        ask -> {
          throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, "no product is asked here");
        },
        new Readings(readings),
        new VirtualClock(),
        Worlds::secret,
        parameters);
  }

  /// A world where products are asked, and hosts for one unit: `processes` maps a host to the id of
  /// its main process, 0 for none; a host that it lacks does not answer.
  public static World withProcesses(
      ApiTransport api, String unit, Map<String, Long> processes, Map<String, String> parameters) {
    var hosts =
        new Readings(
            (host, request) -> {
              var process = processes.get(host);
              if (process == null) {
                throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, host + " is not there");
              }
              var state = process == 0 ? "failed" : "active";
              return reading("boot", Map.of(unit, new UnitReading(state, true, process, 1)));
            });
    return new World(SITE, api, hosts, new VirtualClock(), Worlds::secret, parameters);
  }

  /// A world where products are asked, and every host is in the same boot.
  public static World inBoot(ApiTransport api, String boot, Map<String, String> parameters) {
    var hosts = new Readings((host, request) -> reading(boot, Map.of()));
    return new World(SITE, api, hosts, new VirtualClock(), Worlds::secret, parameters);
  }

  private static HostReading reading(String boot, Map<String, UnitReading> units) {
    return new HostReading(
        Optional.empty(),
        "machine",
        boot,
        1,
        1,
        1,
        1,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(units),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }

  /// Secrets that look like those of Consul and say whose they are.
  public static Secret secret(String name) {
    var id = Integer.toHexString(0x10000000 + (name.hashCode() & 0xfffffff));
    return Secret.of(id + "-aaaa-bbbb-cccc-123456789abc");
  }

  private static HostGateway noHosts() {
    return new Readings(
        (host, request) -> {
          throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, host + " is not there");
        });
  }

  /// Time that passes only when somebody waits, and in which something may happen.
  public static final class VirtualClock implements Clock {
    private static final long BEGIN_MS = 1_000_000;

    private final long afterMs;
    private final Runnable happens;
    private long now = BEGIN_MS;

    public VirtualClock() {
      this(Long.MAX_VALUE, () -> {});
    }

    /// `happens` from the moment on at which so much was waited.
    public VirtualClock(long afterMs, Runnable happens) {
      this.afterMs = afterMs;
      this.happens = happens;
    }

    @Override
    public long uptimeMs() {
      return now;
    }

    @Override
    public long wallMs() {
      return now;
    }

    @Override
    public void sleepMs(long milliseconds) {
      now += milliseconds;
      if (now - BEGIN_MS >= afterMs) {
        happens.run();
      }
    }
  }

  private record Readings(BiFunction<String, ReadRequest, HostReading> readings)
      implements HostGateway {
    @Override
    public HostReading read(String host, ReadRequest request) {
      return readings.apply(host, request);
    }

    @Override
    public StepResult step(String host, StepRequest request) {
      throw new IllegalStateException("gates change nothing on hosts");
    }

    @Override
    public LeaseAnswer lease(String host, LeaseRequest request) {
      throw new IllegalStateException("gates take no lock");
    }
  }
}
