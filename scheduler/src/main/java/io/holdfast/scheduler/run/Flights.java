package io.holdfast.scheduler.run;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// What is under way, by its slot: one thing at a time per slot. Immutable.
record Flights(PMap<String, Flight> bySlot, PMap<Long, String> slots) {
  static final Flights NONE = new Flights(HashTreePMap.empty(), HashTreePMap.empty());

  Optional<Flight> in(String slot) {
    return Optional.ofNullable(bySlot.get(slot));
  }

  boolean isBusy(String slot) {
    return bySlot.containsKey(slot);
  }

  /// Where the answer to this call is awaited.
  Optional<String> slotOf(long callId) {
    return Optional.ofNullable(slots.get(callId));
  }

  Collection<Flight> all() {
    return bySlot.values();
  }

  /// Nobody awaits any more what was under way there before.
  Flights plus(String slot, Flight flight) {
    var rest = minus(slot);
    return new Flights(rest.bySlot.plus(slot, flight), rest.slots.plus(flight.callId(), slot));
  }

  Flights minus(String slot) {
    var flight = bySlot.get(slot);
    return flight == null ? this : new Flights(bySlot.minus(slot), slots.minus(flight.callId()));
  }

  /// Without all whose slot is meant, but for records under way.
  Flights without(Predicate<String> slots) {
    var rest = this;
    for (var entry : bySlot.entrySet()) {
      if (slots.test(entry.getKey()) && !(entry.getValue() instanceof Flight.Writing)) {
        rest = rest.minus(entry.getKey());
      }
    }
    return rest;
  }
}
