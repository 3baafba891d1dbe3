package io.holdfast.installer.wizard;

import static io.holdfast.installer.wizard.Question.HOSTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTextTest {
  private static List<String> of(String hosts) {
    return TopologyText.of(SiteText.of(SiteTextTest.ANSWERED.with(HOSTS, hosts)).site());
  }

  @Test
  void saysHowManyServersMayBeLost() {
    assertThat(of("s[1-5] 10.0.0.[1-5] server"))
        .contains("5 servers: the cluster survives the loss of 2 servers.");
    assertThat(of("s[1-3] 10.0.0.[1-3] server"))
        .contains("3 servers: the cluster survives the loss of 1 server.");
    assertThat(of("s1 10.0.0.1 server")).anyMatch(line -> line.contains("announces a downtime"));
  }

  @Test
  void saysWhichZoneItCannotLose() {
    var lines =
        of("s[1-2] 10.0.0.[1-2] server room-a\ns3 10.0.0.3 server room-b\nw1 10.0.0.9 lb room-b");
    assertThat(lines)
        .contains(
            "Without zone room-a it stops (2 of 3 servers are there).",
            "Without zone room-b it goes on (1 of 3 servers are there).",
            "1 load balancer: requests stop while it is changed. Two are better.");
  }

  @Test
  void saysThatAllServersAreInOneZone() {
    assertThat(of("s[1-3] 10.0.0.[1-3] server room-a\nw1 10.0.0.9 worker+lb room-b"))
        .contains("Without zone room-a it stops (3 of 3 servers are there).");
    assertThat(of("s[1-3] 10.0.0.[1-3] server")).noneMatch(line -> line.startsWith("Without zone"));
  }

  @Test
  void staysShortForManyWorkers() {
    var lines = of("s1 10.0.0.1 server\nw[1-200] 10.1.0.[1-200]");
    assertThat(lines).hasSizeLessThan(20).anyMatch(line -> line.contains("188 more"));
    assertThat(lines).allMatch(line -> line.length() <= 78);
  }
}
