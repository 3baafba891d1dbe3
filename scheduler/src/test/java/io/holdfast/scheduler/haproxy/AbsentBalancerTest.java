package io.holdfast.scheduler.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.RecordedApi;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.Worlds;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A worker that a run has left behind, and that is a load balancer too.
class AbsentBalancerTest {
  private static final long ALIVE = 1;
  private static final long FAILED = 4;

  private final RecordedApi api = new RecordedApi();

  @BeforeEach
  void onlyTheFirstBalancerAnswers() {
    api.answer(
        "w1 TEXT show servers state",
        """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state
        3 demo 1 demo1 10.0.0.4 2 0
        3 demo 2 demo2 10.0.0.6 2 0
        """);
    api.answer(
        "w1 TEXT show stat",
        """
        # pxname,svname,scur,stot,status,
        in,FRONTEND,0,9,OPEN,
        demo,demo1,0,4,UP,
        demo,demo2,0,5,UP,
        demo,BACKEND,0,9,UP,
        """);
    api.silence("w2");
  }

  private void discoverySees(long status) {
    api.answer(
        "s1 GET /v1/agent/members",
        "[{\"Name\":\"w1\",\"Addr\":\"10.0.0.4\",\"Status\":1},"
            + "{\"Name\":\"w2\",\"Addr\":\"10.0.0.5\",\"Status\":"
            + status
            + "}]");
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    var all = new HashMap<>(parameters);
    all.put("absent", "w2");
    return Gates.named(gate).judge(Worlds.of(api, all));
  }

  @Test
  void isNoneAnyMoreOnceTheClusterHasLostItToo() {
    discoverySees(FAILED);
    assertThat(judge("lb.backends-up", Map.of("host", "w1", "minimum", "1")))
        .isInstanceOf(Verdict.Met.class);
    assertThat(judge("lb.backends-up", Map.of("minimum", "2"))).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void isWaitedForWhileOnlyWeCannotReachIt() {
    discoverySees(ALIVE);
    assertThat(judge("lb.backends-up", Map.of("host", "w1", "minimum", "1")).why())
        .contains("HAProxy on w2", "is silent");
  }

  @Test
  void isWaitedForWhereNobodyKnows() {
    api.silence("s1");
    api.silence("s2");
    api.silence("s3");
    assertThat(judge("lb.backends-up", Map.of("host", "w1", "minimum", "1")).why())
        .contains("HAProxy on w2", "is silent");
  }

  @Test
  void asManyOthersServeAsAreChangedNow() {
    discoverySees(FAILED);
    var batch = Map.of("host", "w1", "minimum", "2");
    assertThat(judge("lb.backends-up", batch)).isInstanceOf(Verdict.NotYet.class);
    var alone = new HashMap<>(batch);
    alone.put("atOnce", "1");
    assertThat(judge("lb.backends-up", alone)).isInstanceOf(Verdict.Met.class);
  }
}
