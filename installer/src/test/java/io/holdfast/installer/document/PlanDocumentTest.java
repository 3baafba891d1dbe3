package io.holdfast.installer.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.config.ConfigChange;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanDocumentTest {
  private static final Instant MADE = Instant.parse("2026-11-21T08:44:42.123Z");
  private static final String EVIL = "a<b>&\"c\"'\u202e\u001b";

  private static String page(Plan plan, Instant made, String bundle, List<ConfigChange> files) {
    return PlanDocument.of(
        new PlanDocument.Origin(
            bundle,
            "Example Ltd",
            List.of("ed25519-1111", "ecdsa-2222"),
            made,
            "holdfast 0.1.0",
            List.of("holdfast apply plan.json --bundle demo.holdfast")),
        plan,
        Outline.of(plan, Set.of("w1")),
        files);
  }

  private static ConfigChange changed(String line) {
    return new ConfigChange(
        "/opt/holdfast/consul/current/etc/consul.json",
        "consul",
        ConfigChange.Kind.CHANGED,
        List.of("s1", "s2", "s3"),
        1,
        1,
        List.of(
            new ConfigChange.Hunk(
                3, 3, 3, 3, List.of(" {", "-  \"log_level\" : \"INFO\"", "+  " + line))),
        List.of());
  }

  private static ConfigChange secret() {
    return new ConfigChange(
        "/etc/holdfast/consul/secrets.json",
        "consul",
        ConfigChange.Kind.NOT_SHOWN,
        List.of("s1"),
        0,
        0,
        List.of(),
        List.of("consul.gossip"));
  }

  /// After a wanted change run it with `-Dgolden.update=true` and look at the difference.
  @Test
  void isTheStoredPage() throws IOException {
    var page =
        page(
            SamplePlan.of("acme"),
            MADE,
            "demo 2.1",
            List.of(secret(), changed("\"log_level\" : \"DEBUG\"")));
    Pages.requireSelfContained(page);
    Pages.compare("plan.html", page);
  }

  @Test
  void tellsWhatABoardAsksFor() {
    var plan = SamplePlan.of("acme");
    assertThat(page(plan, MADE, "demo 2.1", List.of()))
        .contains(
            "<td>upgrade: bring the site to the bundle demo 2.1</td>",
            plan.digest(),
            "ed25519-1111, ecdsa-2222",
            "2026-11-21T08:44:42Z",
            "<td>1.15.3</td><td>1.15.4</td><td>s1, s2, s3</td>",
            "<td>(new)</td><td>2.0.5</td><td>w1</td>",
            "one host at a time, the first is the canary, the leader last",
            "while one of 3 servers changes, no other may fail",
            "until a changed server leads: at the latest when the last one stops",
            "move to other workers within 60 s",
            "after a host: the process stays the same process, for 45 s without a break",
            "holdfast resume",
            "<pre>holdfast apply plan.json --bundle demo.holdfast</pre>",
            "<th scope=\"col\">Signature</th>");
  }

  @Test
  void tellsWhatHasToBeSeenToAndWhatNobodyVouchesFor() {
    var plan = SamplePlan.of("acme");
    var outline = Outline.of(plan, Set.of("w1"));
    var told =
        new Outline(
            outline.parts(),
            outline.all(),
            outline.mixed(),
            List.of("Nomad 2.0.5: tasks can no longer write into their log folder"),
            List.of("nobody has said that nomad 2.0.5 and consul 1.22.1 go together"));
    var origin =
        new PlanDocument.Origin("demo 2.1", "Example Ltd", List.of(), MADE, "holdfast", List.of());
    assertThat(PlanDocument.of(origin, plan, told, List.of()))
        .contains("To be seen to before", "<li>Nomad 2.0.5: tasks can no longer")
        .contains("What nobody has vouched for", "<li>nobody has said that nomad 2.0.5");
    assertThat(PlanDocument.of(origin, plan, outline, List.of())).doesNotContain("vouched");
  }

  @Test
  void escapesWhateverPeopleNamedThings() {
    var page =
        page(
            SamplePlan.of(EVIL),
            MADE,
            "<img src=x onerror=alert(1)>",
            List.of(changed("</pre><script>alert(1)</script>")));
    assertThat(page)
        .contains("a&lt;b&gt;&amp;&quot;c&quot;&#39;\\u202e\\u001b")
        .contains("&lt;/pre&gt;&lt;script&gt;")
        .doesNotContain("<img", "<script", EVIL);
  }

  @Test
  void isTheSameForTheSamePlanButForItsTime() {
    var plan = SamplePlan.of("acme");
    var one = page(plan, MADE, "demo 2.1", List.of());
    var later = page(plan, MADE.plusSeconds(60), "demo 2.1", List.of());
    assertThat(later.replace("08:45:42", "08:44:42")).isEqualTo(one);
  }

  @Test
  void saysThatThereIsNothingToDo() {
    var empty =
        new Plan(
            Plan.SCHEMA,
            "id-1",
            "acme",
            Plan.Verb.APPLY,
            SamplePlan.of("acme").basis(),
            new TreeMap<>(),
            List.of());
    var page = page(empty, MADE, "demo 2.1", List.of());
    Pages.requireSelfContained(page);
    assertThat(page).contains("Nothing to do: every host stands as wanted.");
  }
}
