package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Jobs in the vendor's own words: what they shall do, only they know; that they have found their
/// place is waited for.
record JobStages(PlanInput input, PlanParts parts) {
  List<Stage> stages() {
    var jobs = new LinkedHashMap<Step, GateSpec>();
    for (var job : input.manifest().vendor().nomad().jobs()) {
      var parameters = Map.of("job", job.id(), "specification", Json.write(job.specification()));
      jobs.put(
          HostSteps.operate(
              "/jobs/" + job.id(),
              parts.topology().firstServer(),
              "register",
              "nomad.deploy-job",
              "register the job " + job.id(),
              true,
              parameters),
          parts.gates().nomadJobPlaced(job.id(), parameters));
    }
    return parts.operations().ofEach("/jobs", "Register the vendor's jobs", jobs);
  }
}
