package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A host that leaves the swarm for good.
class LeaveTest {
  private static final String DEMOTE = "s1 POST /nodes/id-3/update?version=30";
  private static final String NODE = "* GET /nodes/id-3";

  private final RecordedSwarm swarm = new RecordedSwarm();
  private final Operation leave = Operations.named("swarm.leave");

  private World world(String host) {
    return Worlds.of(swarm.api(), Map.of("host", host));
  }

  private ApiAnswer answered(String request, String body) {
    swarm.api().answer(request, body);
    return new ApiAnswer(200, new TreeMap<>(), "");
  }

  private static String node(int number, String state) {
    return """
    {"ID":"id-%1$d","Version":{"Index":31},"Spec":{"Labels":{},"Role":"worker"},
     "Status":{"State":"%2$s","Addr":"10.0.0.%1$d"}}
    """
        .formatted(number, state);
  }

  private void leaves(String host, int number) {
    swarm
        .api()
        .react(
            host + " POST /swarm/leave?force=true",
            _ -> {
              swarm.info(host, "inactive", false);
              return answered("* GET /nodes/id-" + number, node(number, "down"));
            });
  }

  @Test
  void demotesAManagerThroughAnotherOneBeforeItLeaves() {
    swarm.api().react(DEMOTE, _ -> answered(NODE, node(3, "ready")));
    leaves("s3", 3);
    assertThat(leave.look(world("s3")).changed()).isTrue();
    assertThat(leave.perform(world("s3")).says()).isEqualTo("s3 leaves the swarm");
    assertThat(leave.perform(world("s3")).changed()).isFalse();
    assertThat(swarm.api().changes()).containsExactly(DEMOTE, "s3 POST /swarm/leave?force=true");
    assertThat(swarm.api().bodies().getFirst()).contains("\"Role\":\"worker\"");
  }

  @Test
  void letsAWorkerLeaveAsItIs() {
    leaves("w1", 4);
    assertThat(leave.perform(world("w1")).changed()).isTrue();
    assertThat(swarm.api().changes()).containsExactly("w1 POST /swarm/leave?force=true");
  }

  /// One that left while it counts would take the quorum along.
  @Test
  void leavesNotWhileItIsStillAManager() {
    swarm.api().answer(DEMOTE, "");
    assertThatThrownBy(() -> leave.perform(world("s3")))
        .hasMessageContaining("s3 is still a manager of the swarm");
    assertThat(swarm.api().changes()).doesNotContain("s3 POST /swarm/leave?force=true");
  }
}
