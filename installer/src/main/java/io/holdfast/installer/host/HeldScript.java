package io.holdfast.installer.host;

import java.util.List;

/// A script that goes on running on a host until it is closed; `lines` is what it said before it
/// was ready.
public final class HeldScript implements AutoCloseable {
  private final RootScript script;
  private final List<String> lines;

  HeldScript(RootScript script, List<String> lines) {
    this.script = script;
    this.lines = List.copyOf(lines);
  }

  public List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    script.close();
  }
}
