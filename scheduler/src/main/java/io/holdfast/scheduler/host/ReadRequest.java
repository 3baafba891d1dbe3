package io.holdfast.scheduler.host;

import java.util.List;

/// What the controller wants to know of a host, all in one round trip. Reading changes nothing.
public record ReadRequest(
    String program,
    List<String> files,
    List<String> units,
    List<String> packages,
    List<String> places) {
  public ReadRequest {
    files = List.copyOf(files);
    units = List.copyOf(units);
    packages = List.copyOf(packages);
    places = List.copyOf(places);
  }
}
