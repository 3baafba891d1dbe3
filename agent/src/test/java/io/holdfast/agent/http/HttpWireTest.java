package io.holdfast.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpWireTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private HttpResult exchange(HttpCall call, String answer) throws IOException {
    var in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
    return new HttpWire(in, sent).exchange(call, 1000);
  }

  @Test
  void readsABodyOfKnownLength() throws IOException {
    var result =
        exchange(HttpCall.get("/x"), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhibye");
    assertThat(result.body()).isEqualTo("hi");
    assertThat(result.head().header("x-a")).contains("b");
    assertThat(sent.toString(StandardCharsets.UTF_8))
        .isEqualTo("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  @Test
  void readsABodyInChunks() throws IOException {
    var result =
        exchange(
            HttpCall.get("/"),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3;x=y\r\n ho\r\n0\r\nT: v\r\n\r\n");
    assertThat(result.body()).isEqualTo("hi ho");
  }

  @Test
  void readsABodyUpToTheEnd() throws IOException {
    assertThat(exchange(HttpCall.get("/"), "HTTP/1.0 500 Bad\r\n\r\nwhy").body()).isEqualTo("why");
  }

  @Test
  void skipsInterimAnswersAndReadsNoBodyWhereThereIsNone() throws IOException {
    var result =
        exchange(HttpCall.get("/"), "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\nrest");
    assertThat(result.status()).isEqualTo(204);
    assertThat(result.body()).isEmpty();
  }

  @Test
  void sendsContentAsItFlowsAndNoLessThanItSaid() throws IOException {
    var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.UTF_8);
    var put = HttpCall.of("PUT", "/x", "");
    var content = new byte[] {0, (byte) 0xff, 10};
    var result =
        new HttpWire(new ByteArrayInputStream(answer), sent)
            .exchange(put, new ByteArrayInputStream(content), 3, 1000);
    assertThat(result.body()).isEqualTo("hi");
    assertThat(sent.toString(StandardCharsets.ISO_8859_1))
        .contains("Content-Length: 3\r\n")
        .endsWith("\r\n\r\n\0\u00ff\n");
    assertThatThrownBy(
            () ->
                new HttpWire(new ByteArrayInputStream(answer), sent)
                    .exchange(put, new ByteArrayInputStream(content), 4, 1000))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void sendsABodyWithItsLength() throws IOException {
    exchange(HttpCall.of("PUT", "/x", "{\"ü\":1}"), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(sent.toString(StandardCharsets.UTF_8))
        .contains("Content-Length: 8\r\n")
        .endsWith("{\"ü\":1}");
  }

  @Test
  void refusesAnAnswerThatIsCutShort() {
    var cut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi";
    assertThatThrownBy(() -> exchange(HttpCall.get("/"), cut)).isInstanceOf(EOFException.class);
    var chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi";
    assertThatThrownBy(() -> exchange(HttpCall.get("/"), chunked)).isInstanceOf(EOFException.class);
  }

  @Test
  void refusesAnAnswerThatIsTooLong() {
    var answer = "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1001);
    assertThatThrownBy(() -> exchange(HttpCall.get("/"), answer))
        .hasMessageContaining("longer than 1000");
  }

  @Test
  void refusesALineBreakInAHeader() {
    assertThatThrownBy(() -> HttpCall.get("/").withHeader("X", "a\r\nY: b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
