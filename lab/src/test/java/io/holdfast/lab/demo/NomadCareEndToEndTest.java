package io.holdfast.lab.demo;

import io.holdfast.templates.site.Engine;

/// On practice hosts with Nomad.
class NomadCareEndToEndTest extends ClusterCareStory {
  NomadCareEndToEndTest() {
    super(Engine.NOMAD);
  }
}
