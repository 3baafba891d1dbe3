package io.holdfast.installer.wizard;

/// What the wizard is used for, as chosen on its first screen: a word, and for the last two the
/// site behind a colon.
public enum Way {
  NEW,
  ANEW,
  RESUME,
  UPGRADE;

  public String value(String site) {
    return site.isEmpty() ? word() : word() + ":" + site;
  }

  private String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Way of(Draft draft) {
    var word = draft.get(Question.START).split(":", 2)[0];
    for (var way : values()) {
      if (way.word().equals(word)) {
        return way;
      }
    }
    return NEW;
  }

  /// The site that is gone on with or upgraded.
  public static String site(Draft draft) {
    var parts = draft.get(Question.START).split(":", 2);
    return parts.length == 2 ? parts[1] : "";
  }

  public static boolean isNew(Draft draft) {
    return of(draft) == NEW || of(draft) == ANEW;
  }
}
