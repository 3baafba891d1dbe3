package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Changes the forced state of servers: `drain` lets running sessions end and sends no new ones,
/// `ready` ends that.
final class SlotStates {
  private SlotStates() {}

  /// The changes that bring all fitting slots of every HAProxy into a state; `fits` gets each slot
  /// and the host's address.
  static List<Change> changes(
      World world, String state, BiPredicate<Slot, String> fits, String host) {
    var hosts = Hosts.of(world);
    var address = hosts.address(host);
    var inquiry = new Inquiry(world);
    var changes = new ArrayList<Change>();
    for (var balancer : Balancer.all(inquiry)) {
      var name = balancer.host();
      balancer
          .trouble()
          .ifPresent(
              why -> {
                throw Refusal.silent("HAProxy on " + name + " does not answer.", why);
              });
      balancer.slots().stream()
          .filter(slot -> fits.test(slot, address))
          .map(slot -> change(inquiry, name, slot, state))
          .forEach(changes::add);
    }
    return changes;
  }

  private static Change change(Inquiry inquiry, String balancer, Slot slot, String state) {
    return new Change(
        slot.path() + " of " + balancer + " to " + state,
        () ->
            set(inquiry, balancer, slot, state)
                .ifPresent(
                    why -> {
                      throw Refusal.silent(
                          "HAProxy on "
                              + balancer
                              + " did not set "
                              + slot.path()
                              + " to "
                              + state
                              + ".",
                          why);
                    }));
  }

  /// Answers why it could not be set. HAProxy answers nothing when it did as told, and a sentence
  /// when it did not.
  static Optional<String> set(Inquiry inquiry, String balancer, Slot slot, String state) {
    var reply = Balancer.say(inquiry, balancer, "set server " + slot.path() + " state " + state);
    if (!reply.isSuccess()) {
      return Optional.of(reply.trouble());
    }
    return reply.body().isBlank() ? Optional.empty() : Optional.of(reply.body().strip());
  }
}
