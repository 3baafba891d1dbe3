package io.holdfast.scheduler.port;

import java.io.IOException;
import java.io.InputStream;

/// Carries bodies that are no text, or too large for memory, between a product's API and files of
/// the controller. What they hold may be secret: nobody but the operator reads the folder.
///
/// Names are plain file names. Both calls block for at most the request's own limit and end in a
/// `HoldfastException` of kind `UNREACHABLE` when there is no answer in it; every HTTP status is an
/// answer, with its body where it is not a success.
public interface ApiFiles {
  /// Asks, and writes the body of a successful answer to a file, whole or not at all.
  ApiAnswer fetch(ApiAsk ask, String name);

  /// Asks with a file as the body.
  ApiAnswer send(ApiAsk ask, String name);

  /// The bytes of a file.
  InputStream open(String name) throws IOException;

  /// Removes a file that turned out to be of no use.
  void remove(String name);
}
