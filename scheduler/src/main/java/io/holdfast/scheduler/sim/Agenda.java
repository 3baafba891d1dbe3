package io.holdfast.scheduler.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Virtual time: what is due next, in order of time and then of booking.
final class Agenda {
  private final PriorityQueue<Item> items =
      new PriorityQueue<>(Comparator.comparingLong(Item::at).thenComparingLong(Item::number));
  private long now;
  private long booked;
  private long done;

  private record Item(long at, long number, Runnable act) {}

  long now() {
    return now;
  }

  long done() {
    return done;
  }

  void in(long ms, Runnable act) {
    items.add(new Item(now + Math.max(0, ms), booked++, act));
  }

  /// Does the next thing; false when nothing is left.
  boolean step() {
    var item = items.poll();
    if (item == null) {
      return false;
    }
    now = item.at();
    done++;
    item.act().run();
    return true;
  }
}
