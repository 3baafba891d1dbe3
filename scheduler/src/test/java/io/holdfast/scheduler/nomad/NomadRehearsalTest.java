package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalAnswer.Failed;
import io.holdfast.scheduler.host.RehearsalAnswer.Held;
import io.holdfast.scheduler.host.RehearsalAnswer.NotHeld;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Where a saved state is rehearsed, and what follows from how that ended.
class NomadRehearsalTest {
  private static final String SAVED =
      "Nomad 2.0.5 saved at index 33 of term 2: 400 bytes, SHA-256 00ab; copies on 1, 2;"
          + " before, it held aclPolicies 4, jobs 3";

  private final RecordedNomad nomad = new RecordedNomad();
  private final Stages stages = new Stages();
  private final Worlds.VirtualClock clock = new Worlds.VirtualClock();
  private String saved = SAVED;
  private String failed = "";
  private long takesMs = 1_000;

  private String perform() {
    var parameters =
        Map.of(
            "copies",
            "s1=2.0.6-a,s2=2.0.6-b,s3=2.0.6-c",
            "counts",
            saved,
            "deadlineMs",
            "1200000",
            "failed",
            failed);
    return Operations.named("nomad.rehearse-snapshot")
        .perform(Worlds.of(Worlds.SITE, nomad.api(), clock, parameters).withFiles(stages))
        .says();
  }

  private static Held held(String before, String after) {
    return new Held(new Seen("2.0.5", before), new Seen("2.0.6", after));
  }

  private void fails(String what, String evidence) {
    assertThatThrownBy(this::perform)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> {
              var problem = failed.first();
              assertThat(problem.id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
              assertThat(problem.what()).isEqualTo(what + ", on s2");
              assertThat(problem.evidence()).contains(evidence);
            });
  }

  @Test
  void isHeldOnTheFirstServerThatDoesNotLead() {
    stages.answers.put("s2", held("aclPolicies 4, jobs 4", "aclPolicies 4, jobs 4"));
    assertThat(perform())
        .isEqualTo(
            "rehearsed on s2: 2.0.5 took the saved state and holds aclPolicies 4, jobs 4;"
                + " 2.0.6 came up with the same data and holds aclPolicies 4, jobs 4");
    assertThat(stages.asked).containsExactly("s2 2.0.6-b nomad.token.management nomad");
  }

  @Test
  void goesToTheNextServerWhereOneHasNoRoomAndStopsNobodyWhereNoneHas() {
    stages.answers.put("s2", new NotHeld("no memory"));
    stages.answers.put("s3", held("jobs 3, aclPolicies 4", "jobs 3, aclPolicies 4"));
    assertThat(perform()).startsWith("rehearsed on s3: ");
    stages.answers.put("s3", new NotHeld("no room"));
    assertThat(perform()).isEqualTo("not rehearsed: s2: no memory; s3: no room");
  }

  @Test
  void aVersionThatOneHasFoundWantingIsClearedOfThatOnlyByAnotherThatIsHeld() {
    failed = "It does not come up, on s2: panic";
    stages.answers.put("s2", new NotHeld("no memory"));
    stages.answers.put("s3", new NotHeld("no room"));
    fails("It does not come up", "not rehearsed: s2: no memory; s3: no room\npanic");
    failed = "It does not come up, on s2: not rehearsed: s2: no memory; s3: no room\npanic";
    fails("It does not come up", "not rehearsed: s2: no memory; s3: no room\npanic");
    stages.answers.put("s3", held("jobs 3, aclPolicies 4", "jobs 3, aclPolicies 4"));
    assertThat(perform()).startsWith("rehearsed on s3: ");
  }

  @Test
  void asksNoFurtherServerWhereTheStepCouldTakeLongerThanWasPlanned() {
    takesMs = 300_001;
    stages.answers.put("s2", new NotHeld("too slow"));
    assertThat(perform()).isEqualTo("not rehearsed: s2: too slow; s3: no time is left for it");
    assertThat(stages.asked).hasSize(1);
  }

  @Test
  void isHeldOnNoServerOfAnotherVersionThanTheLeaders() {
    nomad.server("s2", "2.0.4", "Follower");
    nomad.api().silence("s3");
    assertThat(perform())
        .startsWith("not rehearsed: s2: it runs 2.0.4, the leader 2.0.5; s3: ")
        .contains("does not answer");
    assertThat(stages.asked).isEmpty();
  }

  @Test
  void failsWhereTheTargetVersionDoesNotBearTheState() {
    stages.answers.put("s2", new Failed("It does not come up", "panic"));
    fails("It does not come up", "panic");
    assertThat(stages.asked).hasSize(1);
  }

  @Test
  void failsWhereTheTargetVersionHoldsLess() {
    stages.answers.put("s2", held("aclPolicies 4, jobs 3", "aclPolicies 4, jobs 2"));
    fails(
        "Nomad 2.0.6 holds fewer durable things",
        "the target version lost what the state holds: jobs 3 -> 2");
  }

  @Test
  void tellsKeysThatMayGoWithTheSessionsOfAbsentMembersAndComparesThemNot() {
    stages.answers.put(
        "s2", held("aclPolicies 4, jobs 3, kvTopKeys 5", "aclPolicies 4, jobs 3, kvTopKeys 4"));
    assertThat(perform()).contains("jobs 3, kvTopKeys 5; 2.0.6").endsWith("jobs 3, kvTopKeys 4");
  }

  @Test
  void comparesNothingWhereNothingWasCountedBeforeTheStateWasSaved() {
    saved = "Nomad 2.0.5 saved; copies on 1, 2; none on n: jobs 9, removed 20261101";
    stages.answers.put("s2", held("aclPolicies 1", "aclPolicies 1"));
    assertThat(perform()).startsWith("rehearsed on s2: ");
  }

  @Test
  void failsWhereTheStateLacksWhatWasCountedBeforeItWasSaved() {
    stages.answers.put("s2", held("aclPolicies 4", "aclPolicies 4"));
    fails(
        "Nomad 2.0.5 holds fewer durable things",
        "the saved state lacks what was there before: jobs 3 -> 0");
  }

  /// Servers that hold rehearsals, each with its own end.
  private final class Stages implements ApiFiles {
    private final Map<String, RehearsalAnswer> answers = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final ApiFiles none = ApiFiles.none();

    @Override
    public RehearsalAnswer rehearse(String host, RehearsalOrder order, String name) {
      clock.sleepMs(takesMs);
      asked.add(host + " " + order.copyId() + " " + order.token() + " " + name);
      return answers.getOrDefault(host, none.rehearse(host, order, name));
    }

    @Override
    public ApiAnswer fetch(ApiAsk ask, String name) {
      return none.fetch(ask, name);
    }

    @Override
    public ApiAnswer send(ApiAsk ask, String name) {
      return none.send(ask, name);
    }

    @Override
    public InputStream open(String name) throws java.io.IOException {
      return none.open(name);
    }

    @Override
    public String keep(String name, String about) {
      return none.keep(name, about);
    }

    @Override
    public void remove(String name) {
      none.remove(name);
    }
  }
}
