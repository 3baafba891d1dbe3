package io.holdfast.installer.run;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.InputStream;

/// A saved state as it is read back from this machine. That it cannot be read, was changed or is
/// cut short is no failure of whoever it is sent to: it is the way back that is lost, and ends in a
/// `HoldfastException` that says so.
final class ReadBack extends InputStream {
  private final InputStream state;
  private final String name;

  /// What is asked of the folder here.
  interface Ours<T> {
    T read() throws IOException;
  }

  private ReadBack(InputStream state, String name) {
    this.state = state;
    this.name = name;
  }

  static InputStream open(SnapshotFolder here, String name) {
    return new ReadBack(told(name, () -> here.open(name)), name);
  }

  static long length(SnapshotFolder here, String name) {
    return told(name, () -> here.length(name));
  }

  private static <T> T told(String name, Ours<T> ours) {
    try {
      return ours.read();
    } catch (IOException unreadable) {
      throw HoldfastException.of(
          Problem.of(
                  ProblemId.SNAPSHOT_DAMAGED,
                  "The state of " + name + " that was just saved here cannot be read back")
              .withEvidence(String.valueOf(unreadable.getMessage())),
          unreadable);
    }
  }

  @Override
  public int read() {
    return told(name, state::read);
  }

  @Override
  public int read(byte[] target, int from, int length) {
    return told(name, () -> state.read(target, from, length));
  }

  @Override
  public void close() throws IOException {
    state.close();
  }
}
