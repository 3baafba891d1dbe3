package io.holdfast.installer.preflight;

import io.holdfast.installer.host.HostFacts;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.ProductVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Whether the Docker that stands on a worker can be used as it is: it answers, it is new enough,
/// and it is the plain one of its host.
///
/// Source of the fields: `GET /info` in the reference of Docker's API.
final class DockerChecks {
  /// The oldest that Nomad's driver was tried with here (docs/support-matrix.md).
  static final ProductVersion LEAST = ProductVersion.parse("20.10");

  private static final String CHECK = Layout.DOCKER;
  private static final String QUESTION = "docker:" + Layout.DOCKER_SOCKET;

  private final String host;
  private final HostFacts facts;
  private final List<Finding> findings = new ArrayList<>();

  private DockerChecks(String host, HostFacts facts) {
    this.host = host;
    this.facts = facts;
  }

  static boolean concerns(Site site, Host host) {
    return site.usesExistingDocker() && host.is(Role.WORKER);
  }

  static List<String> questions(Site site, Host host) {
    return concerns(site, host) ? List.of(QUESTION) : List.of();
  }

  /// Where it keeps images and containers, as it says itself.
  static Optional<String> root(HostFacts facts) {
    return info(facts)
        .map(info -> info.path("DockerRootDir").asString(""))
        .filter(it -> !it.isEmpty());
  }

  static List<Finding> of(HostFacts facts, Host host) {
    var checks = new DockerChecks(host.name(), facts);
    info(facts).ifPresentOrElse(checks::check, checks::silent);
    return checks.findings;
  }

  private static Optional<JsonNode> info(HostFacts facts) {
    try {
      return facts.answer(QUESTION, 0).filter(text -> text.startsWith("{")).map(Json::readTree);
    } catch (HoldfastException garbled) {
      return Optional.empty();
    }
  }

  private void silent() {
    var isThere = facts.tools().containsKey("dockerd");
    fail(
        unfit(
                isThere
                    ? "The Docker that shall be used does not answer"
                    : "There is no Docker to be used")
            .withEvidence("nothing answers on " + Layout.DOCKER_SOCKET)
            .withFix(
                isThere
                    ? "systemctl status docker   # on the host"
                    : "install Docker on the host, or take \"existing: {docker: use}\" out of"
                        + " site.yaml, and Holdfast installs it"));
  }

  private void check(JsonNode info) {
    var version = info.path("ServerVersion").asString("");
    if (!isEnough(version)) {
      fail(
          unfit("The Docker that shall be used is too old, or no Docker")
              .withEvidence("it says it is " + version + "; needed is " + LEAST + " or newer")
              .withFix("have it upgraded by whoever looks after it, or choose another host"));
    }
    if (!info.path("OSType").asString("linux").equals("linux")) {
      fail(unfit("The Docker that shall be used does not run Linux containers"));
    }
    if (!info.path("LiveRestoreEnabled").asBoolean(false)) {
      findings.add(
          Finding.warn(
              CHECK,
              unfit("A restart of this Docker ends the tasks of its host")
                  .withEvidence("LiveRestoreEnabled is false")
                  .withFix(
                      "\"live-restore\": true in /etc/docker/daemon.json, by whoever looks"
                          + " after it")));
    }
    if (findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL)) {
      findings.add(Finding.ok(CHECK, host, version + ", used as it stands: not managed"));
    }
  }

  private static boolean isEnough(String version) {
    return version.matches("[0-9]+\\.[0-9].*")
        && ProductVersion.parse(version).compareTo(LEAST) >= 0;
  }

  private Problem unfit(String what) {
    return Problem.of(ProblemId.EXISTING_UNFIT, what).withHost(host);
  }

  private void fail(Problem problem) {
    findings.add(Finding.fail(CHECK, problem));
  }
}
