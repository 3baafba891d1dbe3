package io.holdfast.scheduler.gate;

/// A change made through a product's API. Looks first; done twice it changes nothing the second
/// time.
public interface Operation {
  /// Says whether `perform` would change anything now, changing nothing itself; a plan of a site
  /// that already stands as wanted is empty because of this.
  Outcome look(World world);

  /// Returns one line that says what was changed, or that nothing had to be. Throws a
  /// `HoldfastException` when it can't be done; `UNREACHABLE` means: ask again.
  Outcome perform(World world);

  /// `changed`: something was changed (`perform`) or would be (`look`); `says`: one line for
  /// people.
  record Outcome(boolean changed, String says) {}
}
