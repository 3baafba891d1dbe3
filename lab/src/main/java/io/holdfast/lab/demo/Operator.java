package io.holdfast.lab.demo;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Who gives the product's commands in a demo, one at a time, and reads what they answer. `folder`
/// holds the site file, `trust` is the trust file of the bundles.
final class Operator {
  private final Timeline timeline;
  private final Path folder;
  private final Path trust;
  private final Program program;

  Operator(Timeline timeline, Path folder, Path trust, Program program) {
    this.timeline = timeline;
    this.folder = folder;
    this.trust = trust;
    this.program = program;
  }

  Path siteFile() {
    return folder.resolve("site.yaml");
  }

  /// Where runs and the vault are kept.
  Path state() {
    return folder.resolve("state");
  }

  JsonNode install(Path bundle) {
    return program
        .run(
            this::tell,
            arguments("install", "--answers", "site.yaml", "--bundle", bundle.toString()))
        .expect(0, "install");
  }

  JsonNode upgrade(Path bundle, int exitCode) {
    return program
        .run(this::tell, arguments("upgrade", "--bundle", bundle.toString()))
        .expect(exitCode, "upgrade to " + bundle.getFileName());
  }

  /// The host that an upgrade put back.
  static String putBackHost(JsonNode result) {
    for (var group : result.path("groups")) {
      for (var host : group.path("hosts")) {
        if (host.path("outcome").asString("").equals("put-back")) {
          return host.path("host").asString("");
        }
      }
    }
    throw Problem.of(ProblemId.STEP_FAILED, "No host was put back")
        .withEvidence(result.toString())
        .asException();
  }

  RunFolder lastRun() {
    return SiteFolder.of(state(), SiteFolder.sites(state()).getFirst()).lastRun().orElseThrow();
  }

  /// Asks some thirty times whether the cluster is whole.
  boolean seesWholeCluster() {
    for (var attempt = 0; attempt < 30; attempt++) {
      var ended = program.run(line -> {}, arguments("status"));
      if (ended.exitCode() == 0 && ended.result().map(Operator::isWhole).orElse(false)) {
        return true;
      }
    }
    return false;
  }

  /// Every host answers with all its units active, and every quorum has a leader and all members.
  static boolean isWhole(JsonNode status) {
    var whole = true;
    for (var host : status.path("hosts")) {
      whole &= host.path("reachable").asBoolean(false);
      for (var unit : host.path("units")) {
        whole &= unit.asString("").equals("active");
      }
    }
    for (var quorum : status.path("quorums")) {
      whole &= !quorum.path("leader").asString("").isEmpty();
      whole &= quorum.path("members").size() == quorum.path("planned").asInt(0);
    }
    return whole;
  }

  /// What to look at next; the cluster stays up.
  static List<String> nextCommands(Path folder, String lab) {
    var site = " --site " + folder.resolve("site.yaml") + " --state " + folder.resolve("state");
    return List.of(
        "./holdfast status" + site,
        "./holdfast history" + site,
        "./holdfast lab down --name " + lab);
  }

  private String[] arguments(String verb, String... more) {
    var all = new ArrayList<String>(List.of(verb));
    all.addAll(List.of(more));
    all.addAll(List.of("--trust", trust.toString(), "--state", state().toString(), "--yes"));
    if (!verb.equals("install")) {
      all.addAll(List.of("--site", "site.yaml"));
    }
    return all.toArray(String[]::new);
  }

  /// Tells what the program tells.
  private void tell(JsonNode line) {
    Optional.of(line.path("text").asString(""))
        .filter(text -> !text.isBlank())
        .ifPresent(
            text -> {
              var host = line.path("host").asString("");
              timeline.say("  " + (host.isEmpty() ? "" : host + "  ") + firstLine(text));
            });
  }

  static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
