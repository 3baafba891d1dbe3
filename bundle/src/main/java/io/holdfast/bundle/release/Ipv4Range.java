package io.holdfast.bundle.release;

import java.util.Optional;
import java.util.regex.Pattern;

/// All addresses that share their first bits, like `10.0.0.0/8`.
record Ipv4Range(int first, int bits) {
  private static final Pattern ADDRESS =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

  static Optional<Ipv4Range> parse(String text) {
    var slash = text.indexOf('/');
    var bits = text.substring(slash + 1);
    if (slash < 0 || !bits.matches("[0-9]{1,2}") || Integer.parseInt(bits) > 32) {
      return Optional.empty();
    }
    return address(text.substring(0, slash))
        .map(first -> new Ipv4Range(first, Integer.parseInt(bits)));
  }

  /// Whether a host that is written as an address is one of these.
  boolean holds(String host) {
    int mask = bits == 0 ? 0 : -1 << (32 - bits);
    return address(host).filter(found -> (found & mask) == (first & mask)).isPresent();
  }

  private static Optional<Integer> address(String text) {
    var parts = ADDRESS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int address = 0;
    for (int i = 1; i <= 4; i++) {
      int part = Integer.parseInt(parts.group(i));
      if (part > 255) {
        return Optional.empty();
      }
      address = address << 8 | part;
    }
    return Optional.of(address);
  }
}
