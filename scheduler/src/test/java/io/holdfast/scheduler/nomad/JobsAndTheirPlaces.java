package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.live.Polling;
import java.util.Map;

/// Jobs of a vendor on real workers: those that find their place, and those that do not.
record JobsAndTheirPlaces(NomadRig nomad) {
  private static final String ONCE = "\"ReschedulePolicy\":{\"Attempts\":0,\"Unlimited\":false},";

  void areToldApart() {
    met("system", "", "", "100000");
    met("batch", "", "", "0");
    met(
        "batch",
        "\"Periodic\":{\"Enabled\":true,\"SpecType\":\"cron\",\"Spec\":\"0 4 1 1 *\"},",
        "",
        "0");
    notYet(
        "system",
        "\"Constraints\":[{\"LTarget\":\"${attr.kernel.name}\",\"RTarget\":\"plan9\",\"Operand\":\"=\"}],",
        "20",
        "runs nowhere (2 workers are out for ${attr.kernel.name} = plan9)");
    notYet(
        "service",
        "",
        "90000000",
        "1 of placed find no worker (2 workers are out for lack of memory)");
    notYet("batch", "", "", "placed failed wherever it was started", "/bin/false");
  }

  private void met(String type, String extra, String memory, String seconds) {
    var verdict = judged(type, extra, memory, seconds, "/bin/sleep");
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }

  private void notYet(String type, String extra, String memory, String why) {
    notYet(type, extra, memory, why, "/bin/sleep");
  }

  private void notYet(String type, String extra, String memory, String why, String command) {
    var parameters = registered(type, extra, memory, "0", command);
    NomadRig.until(() -> judge(parameters).why().contains(why));
    assertThat(judge(parameters)).isInstanceOf(Verdict.NotYet.class);
  }

  private Verdict judged(String type, String extra, String memory, String seconds, String command) {
    return Polling.until(
        nomad.world(Map.of()),
        "nomad.job-placed",
        registered(type, extra, memory, seconds, command),
        20);
  }

  private Verdict judge(Map<String, String> parameters) {
    return Polling.until(nomad.world(Map.of()), "nomad.job-placed", parameters, 0);
  }

  private Map<String, String> registered(
      String type, String extra, String memory, String seconds, String command) {
    var job =
        """
        {"ID":"placed","Name":"placed","Type":"%s","Datacenters":["*"],%s
         "TaskGroups":[{"Name":"placed","Count":1,
          "RestartPolicy":{"Attempts":0,"Mode":"fail","Interval":5000000000,"Delay":1000000000},
          %s
          "Tasks":[{"Name":"placed","Driver":"raw_exec","Config":{"command":"%s","args":["%s"]},
          "Resources":{"CPU":50,"MemoryMB":%s}}]}]}
        """
            .formatted(
                type,
                extra,
                type.equals("system") ? "" : ONCE,
                command,
                seconds,
                memory.isEmpty() ? "20" : memory);
    nomad.forget("placed");
    var parameters = Map.of("job", "placed", "specification", job);
    assertThat(nomad.perform("deploy-job", parameters)).isEqualTo("register placed");
    return parameters;
  }
}
