package io.holdfast.scheduler.port;

/// Carries one HTTP request to a product's API on a host and its answer back, whatever the status.
///
/// Blocks for at most the request's own limit. No answer in time, a refused or a cut connection end
/// in a `HoldfastException` of kind `UNREACHABLE`; every HTTP status, 429 and 500 included, is an
/// answer with its body.
public interface ApiTransport {
  ApiAnswer send(ApiAsk ask);
}
