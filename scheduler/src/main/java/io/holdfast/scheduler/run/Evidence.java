package io.holdfast.scheduler.run;

/// Names of the files in a run's folder that keep a product's raw answer.
final class Evidence {
  private Evidence() {}

  /// From a path id such as `/consul/s1/after/voter`; a later attempt does not overwrite an earlier
  /// one.
  static String file(String path, int resumes) {
    return named("evidence-", path, resumes);
  }

  /// Of gates that were met.
  static String gates(String path, int resumes) {
    return named("gates-", path, resumes);
  }

  private static String named(String kind, String path, int resumes) {
    var name = path.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^-|-$", "");
    return kind + name + (resumes == 0 ? "" : "-" + resumes) + ".txt";
  }
}
