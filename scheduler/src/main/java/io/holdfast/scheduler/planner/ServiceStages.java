package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.ServiceImages;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The vendor's services, in their declared order.
record ServiceStages(PlanInput input, PlanParts parts) {
  private static final String PATH = "/services";

  /// `engine` is the first part of its operations' and gates' ids.
  List<Stage> stages(String engine) {
    var steps = new ArrayList<Step>();
    var after = new ArrayList<GateSpec>();
    for (var service : input.manifest().vendor().services()) {
      var parameters = parameters(service);
      steps.add(
          HostSteps.operate(
              PATH + "/" + service.name(),
              parts.topology().firstServer(),
              "deploy",
              engine + ".deploy-service",
              "deploy " + service.name(),
              true,
              parameters));
      after.add(parts.gates().serviceRunning(engine, service, parameters));
    }
    if (!after.isEmpty() && !parts.topology().balancers().isEmpty()) {
      after.add(parts.gates().everyBackendUp());
    }
    return parts.operations().of(PATH, "Deploy the services", steps, after);
  }

  private Map<String, String> parameters(ServiceSpec service) {
    return Map.of(
        "service",
        service.name(),
        "image",
        ServiceImages.reference(input.manifest(), service),
        "specification",
        Json.write(service));
  }
}
