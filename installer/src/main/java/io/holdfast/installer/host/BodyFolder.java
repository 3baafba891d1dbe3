package io.holdfast.installer.host;

import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;

/// Where bodies of requests and answers lie as files, by plain names.
public interface BodyFolder {
  /// Keeps all that comes, whole or not at all. A failure to read is thrown as it came; what the
  /// folder itself fails with is a `HoldfastException`.
  void write(String name, InputStream content) throws IOException;

  InputStream open(String name) throws IOException;

  /// How many bytes `open` gives.
  long length(String name) throws IOException;

  /// Gives what there is to say of where it is kept besides; empty where nothing is.
  String keep(String name, String about);

  void remove(String name);

  /// Lets a host rehearse what lies here. Where there is no way to hosts, none holds it.
  default RehearsalAnswer rehearse(String host, RehearsalOrder order, Secret token, String name) {
    return new RehearsalAnswer.NotHeld("there is no way to it from here");
  }
}
