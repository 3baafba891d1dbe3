package io.holdfast.scheduler.sim;

import java.util.List;

/// The only source of chance in the simulator: the SplitMix64 sequence of one seed. Our own, for
/// the sequence must be the same on every Java, and nothing else here may be random.
final class Seed {
  private long state;

  Seed(long seed) {
    this.state = seed;
  }

  long next() {
    state += 0x9E3779B97F4A7C15L;
    var z = state;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /// From 0 to below the bound.
  int below(int bound) {
    return (int) Math.floorMod(next(), (long) bound);
  }

  /// From the first to the last, both included.
  long between(long first, long last) {
    return first + Math.floorMod(next(), last - first + 1);
  }

  boolean chance(int perTenThousand) {
    return below(10_000) < perTenThousand;
  }

  <T> T pick(List<T> list) {
    return list.get(below(list.size()));
  }
}
