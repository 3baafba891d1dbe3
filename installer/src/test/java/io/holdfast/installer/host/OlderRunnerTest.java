package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.TextQuestion;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OlderRunnerTest {
  private static final ReadRequest ASKED =
      new ReadRequest(
          "/opt",
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.of(List.of(new TextQuestion("/a", "consul", Sha256.of("x")))));

  private final List<ReadRequest> heard = new ArrayList<>();

  private HostReading older(ReadRequest request) {
    heard.add(request);
    if (request.asksNewer()) {
      throw HoldfastException.of(ProblemId.NOT_JSON, "Unrecognized property");
    }
    return new HostReading(
        Optional.empty(),
        "m",
        "b",
        1,
        1,
        1,
        1,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }

  @Test
  void isAskedAgainWithoutTheQuestionThatItDoesNotKnow() {
    assertThat(OlderRunner.read(this::older, ASKED).texts()).isEmpty();
    assertThat(heard).containsExactly(ASKED, ASKED.withoutTexts());
  }

  @Test
  void saysNothingOfAWayBackWhichIsAnotherThanThatThereIsNone() {
    var undo = ReadRequest.ofUndo("/opt", List.of("/data/consul/raft"));
    assertThat(OlderRunner.read(this::older, undo).undo()).isEmpty();
    assertThat(heard).containsExactly(undo, undo.withoutNewer());
  }

  @Test
  void isAskedOnceWhereTheAnswerIsAnotherProblem() {
    assertThatThrownBy(
            () ->
                OlderRunner.read(
                    request -> {
                      heard.add(request);
                      throw HoldfastException.of(ProblemId.CONNECTION_LOST, "gone");
                    },
                    ASKED))
        .hasMessageContaining("gone");
    assertThat(heard).hasSize(1);
  }
}
