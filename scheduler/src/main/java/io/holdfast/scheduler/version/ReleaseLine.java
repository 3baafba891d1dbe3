package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;
import io.holdfast.templates.yaml.Default;
import java.util.List;
import java.util.Optional;

/// All releases that share their first two numbers, and what they may follow. A release may always
/// follow an earlier one of its own line.
///
/// @param line like `1.9`
/// @param stop a release to stop at where this line is only passed through; none: it is never a
///   stop
/// @param after the lines from which a release of this one may follow directly
/// @param wide a larger jump that the product documents step by step
/// @param clients the oldest clients that servers of this line serve
/// @param mind what has to be seen to before a cluster comes to this line
public record ReleaseLine(
    String line,
    Optional<String> stop,
    @Default("[]") List<String> after,
    Optional<WideJump> wide,
    Optional<String> clients,
    @Default("[]") List<String> mind) {

  /// Releases from `at` on may follow every release from `since` on.
  public record WideJump(String since, String at) {}

  public ReleaseLine {
    after = List.copyOf(after);
    mind = List.copyOf(mind);
    stop.ifPresent(release -> requireOwn(line, release));
    wide.ifPresent(jump -> requireOwn(line, jump.at()));
    for (var earlier : after) {
      if (number(earlier).compareTo(number(line)) >= 0) {
        throw new IllegalArgumentException(line + " cannot follow " + earlier);
      }
    }
  }

  private static void requireOwn(String line, String release) {
    if (!ProductVersion.parse(release).line().equals(line)) {
      throw new IllegalArgumentException(release + " is no release of " + line);
    }
  }

  private static ProductVersion number(String line) {
    return ProductVersion.parse(line);
  }

  ProductVersion number() {
    return number(line);
  }

  /// Whether a release of this line may follow one of an earlier line directly.
  boolean mayFollow(ProductVersion from, ProductVersion to) {
    return after.contains(from.line())
        || wide.filter(
                jump ->
                    from.compareTo(ProductVersion.parse(jump.since())) >= 0
                        && to.compareTo(ProductVersion.parse(jump.at())) >= 0)
            .isPresent();
  }
}
