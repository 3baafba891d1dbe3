package io.holdfast.scheduler.port;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A product's answer: status, headers with lower-case names, body as UTF-8 text.
public record ApiAnswer(int status, SortedMap<String, String> headers, String body) {
  public ApiAnswer {
    headers = Collections.unmodifiableSortedMap(new TreeMap<String, String>(headers));
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
