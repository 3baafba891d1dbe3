package io.holdfast.agent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.FakeHost;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
  private static final String HOME = "/var/lib/holdfast/consul";
  private static final String MY_NUMBER = FakeHost.me().split(":")[0];

  @TempDir private Path folder;
  private FakeHost host;

  @BeforeEach
  void begin() {
    host = new FakeHost(folder).answering("getent", 2, "");
  }

  private static Action.EnsureUser plain() {
    return new Action.EnsureUser("holdfast-consul", HOME, Optional.empty());
  }

  private static Action.EnsureUser wanted(boolean create) {
    var wanted = new Action.WantedUser("svc-group", Optional.of(30010), Optional.of(30011), create);
    return new Action.EnsureUser("svc-consul", HOME, Optional.of(wanted));
  }

  private Outcome ensure(Action.EnsureUser action) throws IOException {
    return new Users(host.root(), host).ensure(action);
  }

  private List<String> changes() {
    return host.ran().stream().filter(line -> !line.startsWith("getent")).toList();
  }

  @Test
  void makesAUserOfOurOwnWithoutLogin() throws IOException {
    assertThat(ensure(plain()).changed()).isTrue();
    assertThat(changes())
        .containsExactly(
            "groupadd --system holdfast-consul",
            "useradd --system --no-user-group --gid holdfast-consul --no-create-home --home-dir "
                + HOME
                + " --shell /usr/sbin/nologin holdfast-consul");
  }

  @Test
  void changesNothingWhereTheUserIsThere() throws IOException {
    host.answering("getent passwd holdfast-consul", 0, "holdfast-consul:x:998:997::/:/bin/false\n");
    assertThat(ensure(plain()).changed()).isFalse();
    assertThat(changes()).isEmpty();
  }

  @Test
  void makesUserAndGroupWithJustTheirNumbers() throws IOException {
    ensure(wanted(true));
    assertThat(changes()).hasSize(2);
    assertThat(changes().getFirst()).isEqualTo("groupadd --system --gid 30011 svc-group");
    assertThat(changes().getLast())
        .startsWith("useradd ")
        .contains(" --gid svc-group ")
        .endsWith(" --uid 30010 svc-consul");
  }

  @Test
  void goesOnWhereItWasKilledBetweenGroupAndUser() throws IOException {
    host.answering("getent group svc-group", 0, "svc-group:x:30011:\n");
    assertThat(ensure(wanted(true)).changed()).isTrue();
    assertThat(changes()).singleElement().asString().startsWith("useradd ");
  }

  @Test
  void neverMakesNorChangesWhatTheCompanyGives() throws IOException {
    assertThatThrownBy(() -> ensure(wanted(false))).hasMessageContaining("no user svc-consul");
    host.answering("getent passwd svc-consul", 0, "svc-consul:*:30010:500:AD:/home/x:/bin/bash\n");
    assertThatThrownBy(() -> ensure(wanted(false))).hasMessageContaining("no group svc-group");
    host.answering("getent group svc-group", 0, "svc-group:*:30011:\n");
    assertThat(ensure(wanted(false)).changed()).isFalse();
    assertThat(changes()).isEmpty();
  }

  @Test
  void refusesOtherNumbersAndNumbersOfOthersBeforeItWrites() {
    host.answering("getent passwd 30010", 0, "backup:x:30010:34::/:/bin/false\n");
    assertThatThrownBy(() -> ensure(wanted(true))).hasMessageContaining("belongs to backup");
    host.answering("getent passwd svc-consul", 0, "svc-consul:x:7:7::/:/bin/false\n");
    assertThatThrownBy(() -> ensure(wanted(true)))
        .hasMessageContaining("has the number 7, site.yaml says 30010");
    assertThat(changes()).isEmpty();
  }

  @Test
  void refusesToMoveDataToAnotherUser() throws IOException {
    Files.createDirectories(host.root().at(HOME + "/raft"));
    host.answering("getent passwd holdfast-consul", 0, "holdfast-consul:x:98765:1::/:/bin/false\n");
    assertThatThrownBy(() -> ensure(plain()))
        .hasMessageContaining("belongs to the user with the number " + MY_NUMBER);
    host.answering(
        "getent passwd holdfast-consul", 0, "holdfast-consul:x:" + MY_NUMBER + ":1::/:/bin/false");
    assertThat(ensure(plain()).changed()).isFalse();
  }

  @Test
  void anEmptyFolderOfSomebodyElseIsTakenOver() throws IOException {
    Files.createDirectories(host.root().at(HOME + "/lost+found"));
    host.answering("getent passwd holdfast-consul", 0, "holdfast-consul:x:98765:1::/:/bin/false\n");
    assertThat(ensure(plain()).changed()).isFalse();
  }

  @Test
  void readsAndWritesPlansOfEarlierVersionsAsTheyWere() {
    var old = "{\"type\":\"ensure-user\",\"home\":\"" + HOME + "\",\"name\":\"holdfast-consul\"}";
    assertThat(Json.read(old, Action.class)).isEqualTo(plain());
    assertThat(Json.write(plain())).isEqualTo(old);
  }
}
