package io.holdfast.lab.demo;

import io.holdfast.templates.site.Engine;

/// On practice hosts with Swarm.
class SwarmFaultsEndToEndTest extends FaultsStory {
  SwarmFaultsEndToEndTest() {
    super(Engine.SWARM);
  }
}
