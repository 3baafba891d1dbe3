package io.holdfast.scheduler.version;

import java.util.List;

/// What the rules say to one question.
public sealed interface Answer {
  /// It may be done.
  ///
  /// @param mind what has to be seen to before
  record Allowed(List<String> mind) implements Answer {
    public Allowed {
      mind = List.copyOf(mind);
    }
  }

  /// It may not be done.
  ///
  /// @param reason one sentence
  /// @param source who says so
  /// @param path the releases from the one that stands to the one that is wanted, each of which may
  ///   follow the one before; none where no such path is known
  record Refused(Why why, String reason, String source, List<String> path) implements Answer {
    public Refused {
      path = List.copyOf(path);
    }
  }

  /// The rules do not know one of the releases.
  ///
  /// @param reason one sentence
  record Unknown(String reason) implements Answer {}

  /// The kinds of refusal.
  enum Why {
    /// The wanted release is refused whatever stands.
    RELEASE,
    /// The way there has more than one step.
    TOO_FAR,
    /// The wanted release is older than the one that stands.
    BACKWARD,
    /// Clients and servers do not understand each other.
    SKEW
  }
}
