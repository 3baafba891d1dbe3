package io.holdfast.bundle.build;

import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.Bound;

/// What somebody else knows against an appliance file, such as the rules of the products in it. It
/// is asked before anything is fetched, and told together with all other mistakes of the file.
public interface ApplianceCheck {
  void check(Bound<Appliance> appliance, Problems problems);
}
