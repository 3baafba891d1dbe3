package io.holdfast.lab.demo;

import io.holdfast.templates.site.Engine;

/// On practice hosts with Swarm.
class SwarmCareEndToEndTest extends ClusterCareStory {
  SwarmCareEndToEndTest() {
    super(Engine.SWARM);
  }
}
