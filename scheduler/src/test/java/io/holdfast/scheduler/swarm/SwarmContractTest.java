package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.engine.EngineContract;

/// The contract of engines on a swarm, with recorded answers in all of its cases: a container
/// engine needs a whole host of its own. What real engines do of it is tried elsewhere:
/// `SwarmLiveTest` forms, deploys, drains and rejoins on engines that somebody names, and the
/// practice hosts of the main job (module `lab`) change managers and workers, and put canaries
/// back.
class SwarmContractTest extends EngineContract {
  private final SwarmRig rig = new SwarmRig();

  @Override
  protected SwarmRig rig() {
    return rig;
  }
}
