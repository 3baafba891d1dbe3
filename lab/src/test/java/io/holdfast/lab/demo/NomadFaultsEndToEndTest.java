package io.holdfast.lab.demo;

import io.holdfast.templates.site.Engine;

/// On practice hosts with Nomad.
class NomadFaultsEndToEndTest extends FaultsStory {
  NomadFaultsEndToEndTest() {
    super(Engine.NOMAD);
  }
}
