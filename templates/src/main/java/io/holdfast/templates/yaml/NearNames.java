package io.holdfast.templates.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name somebody most likely meant. Two letters swapped count as one mistake.
public final class NearNames {
  private NearNames() {}

  /// The nearest of the known names, when a third of the letters or fewer are wrong.
  public static Optional<String> nearest(String given, Collection<String> known) {
    var limit = Math.max(1, (given.length() + 1) / 3);
    return known.stream()
        .filter(name -> distance(given, name) <= limit)
        .min(
            Comparator.<String>comparingInt(name -> distance(given, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Inserted, left out, wrong and swapped letters, case aside.
  static int distance(String left, String right) {
    var a = left.toLowerCase(Locale.ROOT);
    var b = right.toLowerCase(Locale.ROOT);
    var table = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      for (var j = 0; j <= b.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : cell(table, a, b, i, j);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int cell(int[][] table, String a, String b, int i, int j) {
    var same = a.charAt(i - 1) == b.charAt(j - 1);
    var best =
        Math.min(
            Math.min(table[i - 1][j], table[i][j - 1]) + 1, table[i - 1][j - 1] + (same ? 0 : 1));
    var swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }
}
