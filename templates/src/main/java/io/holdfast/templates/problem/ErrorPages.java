package io.holdfast.templates.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The pages of `docs/errors`, packaged, so that `holdfast explain` needs no network and no
/// checkout.
public final class ErrorPages {
  private ErrorPages() {}

  /// The page of an id as Markdown.
  public static String page(ProblemId id) {
    try (var page = ErrorPages.class.getResourceAsStream("pages/" + id.code() + ".md")) {
      if (page == null) {
        throw new IllegalStateException(id.code() + " has no page");
      }
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
