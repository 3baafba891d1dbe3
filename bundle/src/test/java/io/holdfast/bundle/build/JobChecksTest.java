package io.holdfast.bundle.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.YamlBinder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is refused of a job is what no Nomad would take.
class JobChecksTest {
  private static List<String> problems(String job) {
    var text =
        """
        appliance: shop
        version: "1"
        engine: nomad
        components: []
        vendor:
          nomad:
            jobs:
              - id: night
                specification:
        """
            + job.indent(10);
    var bound = YamlBinder.read("appliance.yaml", text, Appliance.class);
    var problems = new Problems();
    new JobChecks(bound, Set.of("pause:1.0", "web:2"), problems).check();
    return problems.list().stream().map(Problem::headline).toList();
  }

  @Test
  void namesEachMistakeAtItsPlace() {
    assertThat(
            problems(
                """
                ID: night
                Typ: batch
                Type: systm
                TaskGroups:
                  - Name: night
                    Cuont: 2
                    Tasks:
                      - Name: work
                        Drivr: docker
                        Config: {image: "127.0.0.1:5000/pause:9.9"}
                """))
        .containsExactly(
            "appliance.yaml:11:11: HF-CFG-001 Unknown key \"Typ\"; did you mean \"Type\"?",
            "appliance.yaml:12:11: HF-CFG-005 \"Type\" is \"systm\", which is not one of: batch,"
                + " service, sysbatch, system; did you mean \"system\"?",
            "appliance.yaml:15:15: HF-CFG-001 Unknown key \"Cuont\"; did you mean \"Count\"?",
            "appliance.yaml:18:19: HF-CFG-001 Unknown key \"Drivr\"; did you mean \"Driver\"?",
            "appliance.yaml:17:19: HF-CFG-005 The task \"work\" has no \"Driver\"",
            "appliance.yaml:19:28: HF-CFG-005 There is no image \"pause:9.9\" in this appliance");
  }

  @Test
  void takesWhatSomeNomadMayTake() {
    assertThat(
            problems(
                """
                ID: night
                type: sysbatch
                SomethingOfALaterRelease: {a: 1}
                Periodic: {Spec: "0 3 * * *", SpecType: cron}
                Update: null
                TaskGroups:
                  - Name: night
                    Tasks:
                      - name: by-case
                        driver: raw_exec
                        Config: {command: /bin/true, imge: "a driver's own"}
                      - Name: own
                        Driver: docker
                        Config: {image: "127.0.0.1:5000/web:2"}
                      - Name: variable
                        Driver: docker
                        Config: {image: "127.0.0.1:5000/web:${NOMAD_META_tag}"}
                      - Name: elsewhere
                        Driver: docker
                        Config: {image: "registry.example/web:7"}
                """))
        .isEmpty();
    assertThat(problems("ID: night\nType: null\nTaskGroups: null\n"))
        .as("as -output prints")
        .isEmpty();
  }
}
