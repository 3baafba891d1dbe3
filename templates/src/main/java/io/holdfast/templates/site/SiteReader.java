package io.holdfast.templates.site;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.Bound;
import io.holdfast.templates.yaml.NodeReader;
import io.holdfast.templates.yaml.YamlBinder;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/// Reads `site.yaml` and reports everything wrong with it at once, form and meaning alike.
public final class SiteReader {
  /// Names become host names, node names and parts of file names.
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern ZONE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,31}\\$?");
  private static final Pattern JUMP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}");
  private static final List<Integer> SERVER_NUMBERS = List.of(1, 3, 5, 7);

  /// Ports hosts use besides those the site chooses (docs/architecture.md, "On a host").
  private static final List<Integer> FIXED_PORTS = List.of(5000, 7373, 8300, 8301, 8501, 8600);

  /// The 4 bytes of a length, the type, the length 32 and 32 bytes, in base64.
  private static final Pattern APPROVER_KEY =
      Pattern.compile("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}");

  private static final List<Integer> SWARM_PORTS = List.of(2377, 4789, 7946);
  private static final List<Integer> NOMAD_PORTS = List.of(4646, 4647, 4648);

  private final Bound<Site> bound;
  private final Site site;
  private final Problems problems;

  private SiteReader(Bound<Site> bound, Problems problems) {
    this.bound = bound;
    this.site = bound.value();
    this.problems = problems;
  }

  /// The site in a text. `file` is the name used in messages.
  public static Site read(String file, String text) {
    var problems = new Problems();
    var bound = YamlBinder.bind(NodeReader.read(file, text), Site.class, problems);
    bound.ifPresent(found -> new SiteReader(found, problems).check());
    problems.throwIfAny();
    return bound.orElseThrow().value();
  }

  private void check() {
    checkName("site", site.site());
    checkHosts();
    checkServers();
    checkAccess();
    checkNetwork();
    new UserChecks(bound, problems).check();
    site.existing().ifPresent(this::checkExisting);
    checkApprovals();
  }

  private void checkApprovals() {
    var approvers = site.approvers().orElse(List.of());
    var names = new HashMap<String, String>();
    var keys = new HashMap<String, String>();
    for (var index = 0; index < approvers.size(); index++) {
      var approver = approvers.get(index);
      var path = "approvers[" + index + "]";
      checkName(path + ".name", approver.name());
      if (!APPROVER_KEY.matcher(approver.bareKey()).matches()) {
        var what = "This is no public key of the form \"ssh-ed25519 AAAA...\"";
        problems.add(
            bound
                .problem(ProblemId.VALUE_REFUSED, path + ".key", what)
                .withFix("ssh-keygen -t ed25519   # and take the line of its .pub file"));
      }
      var sameName = names.putIfAbsent(approver.name(), path + ".name");
      if (sameName != null) {
        duplicate(ProblemId.DUPLICATE_NAME, path + ".name", approver.name(), sameName);
      }
      var sameKey = keys.putIfAbsent(approver.bareKey(), path + ".key");
      if (sameKey != null) {
        duplicate(ProblemId.DUPLICATE_NAME, path + ".key", "this key", sameKey);
      }
    }
    if (site.approvalsNeeded() < 0 || site.approvalsNeeded() > approvers.size()) {
      var what =
          "approvals is "
              + site.approvalsNeeded()
              + ", and there are "
              + approvers.size()
              + " approvers: it is 0 to as many as there are";
      problems.add(bound.problem(ProblemId.VALUE_REFUSED, "approvals", what));
    }
  }

  private void checkName(String path, String name) {
    if (!NAME.matcher(name).matches()) {
      var what = "\"" + name + "\" is not a name: a-z, 0-9 and hyphens inside, at most 63 of them";
      problems.add(bound.problem(ProblemId.BAD_NAME, path, what));
    }
  }

  private void checkHosts() {
    var names = new HashMap<String, String>();
    var addresses = new HashMap<String, String>();
    for (var index = 0; index < site.hosts().size(); index++) {
      var host = site.hosts().get(index);
      var path = "hosts[" + index + "]";
      checkName(path + ".name", host.name());
      checkAddress(path + ".address", host.address());
      var sameName = names.putIfAbsent(host.name(), path);
      if (sameName != null) {
        duplicate(ProblemId.DUPLICATE_NAME, path + ".name", host.name(), sameName + ".name");
      }
      var sameAddress = addresses.putIfAbsent(host.address(), path);
      if (sameAddress != null) {
        var first = sameAddress + ".address";
        duplicate(ProblemId.DUPLICATE_ADDRESS, path + ".address", host.address(), first);
      }
    }
  }

  private void duplicate(ProblemId id, String path, String value, String first) {
    var what = "\"" + value + "\" stands here a second time; first at " + bound.where(first);
    problems.add(bound.problem(id, path, what));
  }

  private void checkAddress(String path, String address) {
    if (!isIpv4(address)) {
      var what = "\"" + address + "\" is not an IPv4 address such as 10.0.0.11";
      problems.add(bound.problem(ProblemId.BAD_ADDRESS, path, what));
    }
  }

  /// Four numbers of the shortest form, and an address that a host can have.
  public static boolean isIpv4(String address) {
    var part = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    return address.matches(part + "(\\." + part + "){3}")
        && !address.startsWith("0.")
        && !address.startsWith("127.")
        && !address.equals("255.255.255.255");
  }

  /// Whether a site can have so many servers.
  public static boolean isServerNumber(int number) {
    return SERVER_NUMBERS.contains(number);
  }

  private void checkServers() {
    var number = site.servers().size();
    if (!isServerNumber(number)) {
      var what = "There are " + number + " hosts with the role server; it must be 1, 3, 5 or 7";
      var why =
          number > 0 && number % 2 == 0
              ? "Add one server or take one away: "
                  + number
                  + " bear no more losses than "
                  + (number - 1)
              : "Give the role server to 1, 3, 5 or 7 hosts";
      problems.add(bound.problem(ProblemId.EVEN_SERVERS, "hosts", what).withFix(why));
    }
  }

  private void checkAccess() {
    var access = site.access();
    if (access.keyFile().isEmpty() && access.passwordFile().isEmpty() && !access.agent()) {
      var what = "The login needs a keyFile, a passwordFile, or agent: true";
      problems.add(bound.problem(ProblemId.NO_LOGIN, "access", what));
    }
    checkUser("access.user", access.user());
    checkPort("access.port", access.port());
    access
        .jump()
        .ifPresent(
            jump -> {
              checkPort("access.jump.port", jump.port());
              jump.user().ifPresent(user -> checkUser("access.jump.user", user));
              if (!JUMP.matcher(jump.address()).matches()) {
                var what = "\"" + jump.address() + "\" is neither a host name nor an address";
                problems.add(bound.problem(ProblemId.BAD_ADDRESS, "access.jump.address", what));
              }
            });
  }

  private void checkUser(String path, String user) {
    if (!USER.matcher(user).matches()) {
      var what = "\"" + user + "\" is not the name of a login";
      problems.add(bound.problem(ProblemId.BAD_NAME, path, what));
    }
  }

  private void checkExisting(Existing existing) {
    if (existing.docker() == Existing.Treatment.USE && site.engine() == Engine.SWARM) {
      var what =
          "A Docker that stands already cannot be used here: in a swarm it is the scheduler itself,"
              + " which Holdfast has to configure, restart and upgrade";
      problems.add(
          bound
              .problem(ProblemId.EXISTING_REFUSED, "existing.docker", what)
              .withFix("Take it out and use hosts without Docker, or write \"engine: nomad\""));
    }
    if (existing.consul() == Existing.Treatment.USE) {
      var what =
          "A Consul that stands already cannot be used: Holdfast sets up one cluster of its own for"
              + " each site";
      problems.add(
          bound
              .problem(ProblemId.EXISTING_REFUSED, "existing.consul", what)
              .withFix("Take it out and use hosts without Consul"));
    }
  }

  private void checkNetwork() {
    var network = site.network();
    for (var name : List.of(network.dnsZone(), network.datacenter())) {
      if (!ZONE.matcher(name).matches()) {
        var path = name.equals(network.dnsZone()) ? "network.dnsZone" : "network.datacenter";
        var what = "\"" + name + "\" is not a name of a zone: a-z, 0-9, dots and hyphens";
        problems.add(bound.problem(ProblemId.BAD_NAME, path, what));
      }
    }
    checkSitePort("network.httpPort", network.httpPort());
    checkSitePort("network.statsPort", network.statsPort());
    if (network.httpPort() == network.statsPort()) {
      var what = "httpPort and statsPort are both " + network.httpPort();
      problems.add(bound.problem(ProblemId.PORT_CLASH, "network.statsPort", what));
    }
    network.outward().ifPresent(outward -> checkOutward(network, outward));
  }

  private void checkOutward(Network network, Outward outward) {
    for (var index = 0; index < outward.names().size(); index++) {
      var name = outward.names().get(index);
      if (!DNS_NAME.matcher(name).matches() || isIpv4(name)) {
        var what = "\"" + name + "\" is not a DNS name such as shop.example.com";
        var path = "network.outward.names[" + index + "]";
        problems.add(bound.problem(ProblemId.BAD_NAME, path, what));
      }
    }
    checkSitePort("network.outward.httpsPort", outward.httpsPort());
    if (List.of(network.httpPort(), network.statsPort()).contains(outward.httpsPort())) {
      var what = "httpsPort is " + outward.httpsPort() + ", which httpPort or statsPort is too";
      problems.add(bound.problem(ProblemId.PORT_CLASH, "network.outward.httpsPort", what));
    }
    if (site.loadBalancers().isEmpty()) {
      var what = "There is no host with the role lb to serve TLS";
      problems.add(bound.problem(ProblemId.VALUE_REFUSED, "network.outward", what));
    }
  }

  private void checkSitePort(String path, int port) {
    checkPort(path, port);
    var engine =
        switch (site.engine()) {
          case SWARM -> SWARM_PORTS;
          case NOMAD -> NOMAD_PORTS;
        };
    if (FIXED_PORTS.contains(port) || engine.contains(port)) {
      var what = "Port " + port + " is used by the platform itself";
      problems.add(bound.problem(ProblemId.PORT_CLASH, path, what));
    }
  }

  private void checkPort(String path, int port) {
    if (port < 1 || port > 65535) {
      var what = port + " is not a port: 1 to 65535";
      problems.add(bound.problem(ProblemId.VALUE_REFUSED, path, what));
    }
  }
}
