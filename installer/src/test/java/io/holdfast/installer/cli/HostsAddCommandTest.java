package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.preflight.Report;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsAddCommandTest {
  private static final String TEXT =
      """
      site: acme
      access: {user: ops, keyFile: id_ed25519}
      vault: {passphraseFile: vault.pass}
      hosts:
        - {name: s1, address: 10.0.0.1, roles: [server]}
        - {name: w1, address: 10.0.0.21, roles: [worker]}  # the first

      upgrade: {workers: wait}
      """;
  private static final Site SITE = SiteReader.read("site.yaml", TEXT);

  @TempDir Path folder;

  private static AddedHosts added(List<String> words, String... roles) {
    return AddedHosts.of(SITE, words, List.of(roles), Optional.empty());
  }

  private SiteContext context(String text) throws IOException {
    var file = folder.resolve("site.yaml");
    Files.writeString(file, text);
    return SiteContext.ofFile(folder.resolve("state"), file);
  }

  @Test
  void writesNewHostsBehindTheOthersAndTouchesNothingElse() throws IOException {
    var added = added(List.of("w2=10.0.0.22", "w3=10.0.0.23"), "worker", "lb");
    assertThat(added.addedTo(context(TEXT)))
        .isEqualTo(
            TEXT.replace(
                "# the first\n",
                """
                # the first
                  - {name: w2, address: 10.0.0.22, roles: [worker, lb]}
                  - {name: w3, address: 10.0.0.23, roles: [worker, lb]}
                """));
  }

  @Test
  void goesOnWithHostsThatTheSiteFileNamesAlready() throws IOException {
    var added = added(List.of("w1", "w2=10.0.0.22"));
    assertThat(added.all()).extracting(Host::name).containsExactly("w1", "w2");
    assertThat(added.missing()).extracting(Host::roles).containsExactly(List.of(Role.WORKER));
    assertThat(added(List.of("w1=10.0.0.21")).addedTo(context(TEXT))).isEqualTo(TEXT);
  }

  @Test
  void tellsAllThatIsWrongWithTheWordsAtOnce() {
    assertThatThrownBy(() -> added(List.of("w1=10.0.0.9", "w7"), "wroker"))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).problems())
                    .extracting(Problem::what)
                    .containsExactlyInAnyOrder(
                        "wroker is no role",
                        "The site has a host w1 at 10.0.0.21 already",
                        "The site has no host w7"));
  }

  /// Two bear no more losses than one.
  @Test
  void refusesASecondServer() throws IOException {
    var added = added(List.of("s2=10.0.0.2"), "server");
    var context = context(TEXT);
    assertThatThrownBy(() -> added.addedTo(context)).hasMessageContaining("HF-CFG-010");
    assertThat(added(List.of("s2=10.0.0.2", "s3=10.0.0.3"), "server").addedTo(context))
        .contains("- {name: s3, address: 10.0.0.3, roles: [server]}");
  }

  @Test
  void saysWhichLinesToWriteWhereTheFileIsLeftToPeople() throws IOException {
    var flow =
        """
        site: acme
        access: {user: ops, keyFile: id_ed25519}
        vault: {passphraseFile: vault.pass}
        hosts: [{name: s1, address: 10.0.0.1, roles: [server]},
          {name: w1, address: 10.0.0.21, roles: [worker]}]
        """;
    var context = context(flow);
    assertThatThrownBy(() -> added(List.of("w2=10.0.0.22")).addedTo(context))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().fix())
                    .containsExactly(
                        "write under hosts:   - {name: w2, address: 10.0.0.22, roles: [worker]}",
                        "holdfast hosts add w2"));
  }

  @Test
  void takesAFingerprintForTheHostThatItNames() {
    var two = added(List.of("w2=10.0.0.22", "w3=10.0.0.23"));
    assertThat(two.fingerprints(List.of("w2=SHA256:aa", "w3=SHA256:bb=")))
        .isEqualTo(Map.of("w2", "SHA256:aa", "w3", "SHA256:bb="));
    assertThat(added(List.of("w2=10.0.0.22")).fingerprints(List.of("SHA256:aa=")))
        .isEqualTo(Map.of("w2", "SHA256:aa="));
    for (var unclear : List.of("SHA256:aa", "w9=SHA256:aa", "aa")) {
      assertThatThrownBy(() -> two.fingerprints(List.of(unclear)))
          .hasMessageContaining("It is not clear whose key " + unclear + " is");
    }
  }

  /// Its maintenance would end without any look at it.
  @Test
  void countsNoHostOnAgainThatIsAMemberAndOnlyInMaintenance() {
    var added = added(List.of("s1", "w1", "w2=10.0.0.22"));
    var noted = Set.of("w1", "w2");
    assertThatThrownBy(() -> HostsAddCommand.requireLeft(added, noted, answers(true)))
        .satisfies(
            thrown -> {
              var problems = ((HoldfastException) thrown).problems();
              assertThat(problems)
                  .extracting(Problem::what)
                  .containsExactly("w1 is in maintenance and no new host");
              assertThat(problems.getFirst().id()).isEqualTo(ProblemId.IN_MAINTENANCE);
              assertThat(problems.getFirst().fix())
                  .containsExactly("holdfast hosts maintenance end w1");
            });
    assertThatCode(() -> HostsAddCommand.requireLeft(added, noted, answers(false)))
        .doesNotThrowAnyException();
  }

  private static Pending answers(boolean isMember) {
    return operations -> {
      assertThat(operations).extracting(it -> it.parameters().get("host")).containsExactly("w1");
      return operations.stream().map(_ -> isMember).toList();
    };
  }

  @Test
  void letsNoHostInOfWhichPreflightSaysNoAndAsksNothingOfTheOthers() {
    var added = added(List.of("w2=10.0.0.22"));
    assertThatCode(() -> HostsAddCommand.requireFine(report("w1"), added))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> HostsAddCommand.requireFine(report("w2"), added))
        .hasMessageContaining("too small");
  }

  private static Report report(String host) {
    var problem = Problem.of(ProblemId.HOST_UNREACHABLE, "too small").withHost(host);
    return new Report(List.of(Finding.fail("disk", problem)));
  }
}
