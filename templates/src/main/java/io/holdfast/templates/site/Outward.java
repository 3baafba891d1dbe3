package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.List;

/// TLS towards users: the DNS names under which they reach the balancers, and the port. Requests to
/// the plain port are sent there.
public record Outward(List<String> names, @Default("443") int httpsPort) {
  public Outward {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("names needs at least one DNS name");
    }
  }
}
