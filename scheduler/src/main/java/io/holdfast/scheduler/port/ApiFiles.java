package io.holdfast.scheduler.port;

import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
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

  /// Says what a file is, in one line of JSON without secrets. Only from then on it counts as kept;
  /// fetching it anew takes that back. Gives what there is to say of where else it is kept; empty
  /// where nothing is.
  String keep(String name, String about);

  /// Lets a host rehearse a saved state, apart from the cluster, and waits for the end of that. A
  /// host that cannot be reached, or knows no rehearsals, is one that does not hold it.
  default RehearsalAnswer rehearse(String host, RehearsalOrder order, String name) {
    return new RehearsalAnswer.NotHeld("it cannot be given the saved state from here");
  }

  /// Removes a file that turned out to be of no use, with what was said of it.
  void remove(String name);

  /// For whoever has no folder: nothing that comes as a file can be asked for.
  static ApiFiles none() {
    return new ApiFiles() {
      @Override
      public ApiAnswer fetch(ApiAsk ask, String name) {
        throw missing();
      }

      @Override
      public ApiAnswer send(ApiAsk ask, String name) {
        throw missing();
      }

      @Override
      public InputStream open(String name) {
        throw missing();
      }

      @Override
      public String keep(String name, String about) {
        throw missing();
      }

      @Override
      public void remove(String name) {
        throw missing();
      }

      private HoldfastException missing() {
        return HoldfastException.of(ProblemId.INTERNAL_ERROR, "there is no folder for files");
      }
    };
  }
}
