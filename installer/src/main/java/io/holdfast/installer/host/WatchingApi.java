package io.holdfast.installer.host;

import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;

/// For who only looks: a host that lets nobody in, whatever the reason, is silent, and says nothing
/// of the others. A run stops instead where a host's key or its site is not the right one.
///
/// What is no host's own, such as a vault that lacks a secret, is told as it is.
public record WatchingApi(ApiTransport api) implements ApiTransport {
  @Override
  public ApiAnswer send(ApiAsk ask) {
    try {
      return api.send(ask);
    } catch (HoldfastException refused) {
      throw isOfHost(refused.first(), ask.host()) ? silence(refused, ask.host()) : refused;
    }
  }

  private static boolean isOfHost(Problem problem, String host) {
    return problem.id().kind() != ProblemKind.UNREACHABLE
        && problem.host().filter(host::equals).isPresent();
  }

  private static HoldfastException silence(HoldfastException refused, String host) {
    return HoldfastException.of(
        Problem.of(ProblemId.CONNECTION_LOST, refused.first().headline()).withHost(host), refused);
  }
}
