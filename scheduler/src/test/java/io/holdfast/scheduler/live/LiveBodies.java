package io.holdfast.scheduler.live;

import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/// Bodies of real products as files of one folder.
record LiveBodies(LiveTransport transport, Path folder) implements ApiFiles {
  @Override
  public ApiAnswer fetch(ApiAsk ask, String name) {
    var answer = transport.bytes(ask, HttpRequest.BodyPublishers.noBody());
    if (answer.statusCode() != 200) {
      return text(answer);
    }
    try {
      Files.write(folder.resolve(name), answer.body());
      return new ApiAnswer(200, new TreeMap<>(), "");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  @Override
  public ApiAnswer send(ApiAsk ask, String name) {
    try {
      var body = HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(folder.resolve(name)));
      return text(transport.bytes(ask, body));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static ApiAnswer text(HttpResponse<byte[]> answer) {
    var body = new String(answer.body(), StandardCharsets.UTF_8);
    return new ApiAnswer(answer.statusCode(), new TreeMap<>(), body);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(folder.resolve(name));
  }

  @Override
  public String keep(String name, String about) {
    try {
      Files.writeString(folder.resolve(name + ".json"), about);
      return "";
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  @Override
  public void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException stays) {
      throw new UncheckedIOException(stays);
    }
  }
}
