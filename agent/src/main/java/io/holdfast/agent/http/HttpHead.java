package io.holdfast.agent.http;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The first part of an answer: status and headers with lower-case names.
public record HttpHead(int status, SortedMap<String, String> headers) {
  public HttpHead {
    headers = Collections.unmodifiableSortedMap(new TreeMap<String, String>(headers));
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
