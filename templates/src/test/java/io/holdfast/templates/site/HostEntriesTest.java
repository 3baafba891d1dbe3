package io.holdfast.templates.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostEntriesTest {
  private static final String HEAD =
      """
      # our cluster
      site: acme
      access: {user: ops, keyFile: id_ed25519}
      vault: {passphraseFile: vault.pass}
      """;
  private static final String HOSTS =
      """
      hosts:
        # rack 1
        - {name: s1, address: 10.0.0.1, roles: [server]}  # the first
        - name: w1
          address: 10.0.0.21
          # it has two
          roles:
            - worker
            - lb

        # rack 2
        - {name: w2, address: 10.0.0.22, roles: [worker]}
        - {name: w3, address: 10.0.0.23, roles: [worker]}
      """;
  private static final String TAIL =
      """

      # how we upgrade
      upgrade: {workers: migrate}
      """;

  private static HostEntries entries(String text) {
    return HostEntries.of("site.yaml", text);
  }

  @Test
  void takesAnEntryOutAndLeavesEveryOtherByteAsItWas() {
    assertThat(entries(HEAD + HOSTS + TAIL).without(Set.of("w2")))
        .contains((HEAD + HOSTS + TAIL).replace(line("w2", 22), ""));
    assertThat(entries(HEAD + HOSTS).without(Set.of("w2", "w3")))
        .contains((HEAD + HOSTS).replace(line("w2", 22), "").replace(line("w3", 23), ""));
  }

  private static String line(String name, int address) {
    return "  - {name: " + name + ", address: 10.0.0." + address + ", roles: [worker]}\n";
  }

  @Test
  void takesAnEntryOfSeveralLinesOutAndLeavesTheCommentOfTheNextOne() {
    var left = entries(HEAD + HOSTS + TAIL).without(Set.of("w1")).orElseThrow();
    assertThat(left).contains("# the first\n\n  # rack 2\n").doesNotContain("it has two");
    assertThat(entries(HEAD + HOSTS).spans(Set.of("w1")))
        .containsExactly(new HostEntries.Span("w1", 8, 13));
  }

  @Test
  void takesTheLastEntryOutAndLeavesWhatFollowsTheHosts() {
    assertThat(entries(HEAD + HOSTS + TAIL).without(Set.of("w3")).orElseThrow()).endsWith(TAIL);
    var windows = (HEAD + HOSTS + TAIL).replace("\n", "\r\n");
    assertThat(entries(windows).without(Set.of("w3")).orElseThrow())
        .isEqualTo(windows.replace(line("w3", 23).replace("\n", "\r\n"), ""));
    var short1 = (HEAD + HOSTS).stripTrailing();
    assertThat(entries(short1).without(Set.of("w3")).orElseThrow()).endsWith("[worker]}\n");
  }

  private static Host worker(String name, String address) {
    return new Host(name, address, List.of(Role.WORKER, Role.LB), Optional.of("room-b"));
  }

  @Test
  void putsNewEntriesBehindTheLastOne() {
    var added = entries(HEAD + HOSTS + TAIL).with(List.of(worker("w4", "10.0.0.24"))).orElseThrow();
    assertThat(added)
        .isEqualTo(
            HEAD
                + HOSTS
                + "  - {name: w4, address: 10.0.0.24, roles: [worker, lb], zone: room-b}\n"
                + TAIL);
    assertThat(entries(added).without(Set.of("w4"))).contains(HEAD + HOSTS + TAIL);
    var windows = (HEAD + HOSTS).replace("\n", "\r\n").stripTrailing();
    assertThat(entries(windows).with(List.of(worker("w4", "10.0.0.24"))).orElseThrow())
        .startsWith(windows + "\r\n  - {name: w4")
        .endsWith("}\r\n");
  }

  @Test
  void refusesHostsThatMakeNoGoodSite() {
    var server = new Host("s2", "10.0.0.2", List.of(Role.SERVER), Optional.empty());
    assertThatThrownBy(() -> entries(HEAD + HOSTS).with(List.of(server)))
        .hasMessageContaining("HF-CFG-010");
  }

  @Test
  void leavesAFileToPeopleWhoseHostsDoNotStandInLinesOfTheirOwn() {
    var flow =
        """
        hosts: [{name: s1, address: 10.0.0.1, roles: [server]},
          {name: w1, address: 10.0.0.21, roles: [worker]},
          {name: w2, address: 10.0.0.22, roles: [worker]}]
        """;
    assertThat(entries(HEAD + flow).without(Set.of("w1"))).isEmpty();
    assertThat(entries(HEAD + flow).spans(Set.of("w1")))
        .containsExactly(new HostEntries.Span("w1", 6, 6));
  }

  /// A site that would be none is not written.
  @Test
  void leavesAFileToPeopleThatWouldNotBeReadAgain() {
    assertThat(entries(HEAD + HOSTS).without(Set.of("s1"))).isEmpty();
  }
}
