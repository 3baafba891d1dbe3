package io.holdfast.templates.render;

import java.util.List;

/// The product's own check of its configuration: a program on the host that must exit with 0.
///
/// `{copy}` in an argument stands for the folder of the installed copy, finished but not yet
/// chosen, so the check runs while everything goes on as before. With `afterPackages` the program
/// comes with the component's packages: where the set of packages changes, the check belongs after
/// their installation and before the start of the unit.
public record ProductCheck(List<String> arguments, boolean afterPackages) {
  private static final String COPY = "{copy}";

  public ProductCheck {
    arguments = List.copyOf(arguments);
  }

  /// The arguments to run for a copy that lies in this folder.
  public List<String> argumentsFor(String copyFolder) {
    return arguments.stream().map(argument -> argument.replace(COPY, copyFolder)).toList();
  }
}
