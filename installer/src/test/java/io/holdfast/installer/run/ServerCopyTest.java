package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.vault.Vault;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultLock;
import io.holdfast.scheduler.journal.JournalCodec;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCopyTest {
  private static final String OLDER = "20261121-084442-install";
  private static final String RUN = "20261122-084442-upgrade-3fa9";
  private static final Fact STARTED = new Fact.RunStarted(RUN, "digest", "UPGRADE", 4);
  private static final Fact ENDED = new Fact.RunEnded(6, "stopped");
  private static final Fact RESUMED = new Fact.RunResumed(RUN, 5, Optional.empty());
  private static final VaultFile VAULT = VaultFile.create(new VaultLock.RandomBytes(new byte[32]));

  @TempDir private Path folder;
  private final Map<String, byte[]> server = new TreeMap<>();

  @BeforeEach
  void aServerThatKeepsAllOfTheSite() {
    server.put("site.yaml", text("site: acme"));
    server.put("pins", text("s1 ssh-ed25519 AAAA"));
    server.put("vault", vault("acme-1", 1));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] vault(String siteId, int version) {
    var sealed = new String(VAULT.seal(Vault.empty(siteId)), StandardCharsets.UTF_8);
    return text(sealed.replace("\"version\":0", "\"version\":" + version));
  }

  private ServerCopy copy() throws IOException {
    return ServerCopy.read(name -> Optional.ofNullable(server.get(name)));
  }

  private ServerCopy copyWith(String runId, Fact... facts) throws IOException {
    server.put("journal/last", Json.canonical(runId));
    var name = "journal/" + runId;
    server.put(
        name + ".run",
        Json.canonical(
            new RunFolder.About(
                runId,
                "upgrade",
                "me",
                "d",
                "acme",
                "2",
                "",
                1,
                Optional.empty(),
                Optional.empty())));
    server.put(name + ".plan", Json.canonical(plan()));
    server.put(name, journal(facts));
    return copy();
  }

  private static Plan plan() {
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
        new TreeMap<>(),
        List.of());
  }

  private static byte[] journal(Fact... facts) {
    var bytes = new ByteArrayOutputStream();
    var hash = JournalCodec.ROOT;
    for (var at = 0; at < facts.length; at++) {
      var entry = facts[at].entry();
      var encoded =
          JournalCodec.encode(
              new JournalRecord(
                  at + 1L, at, hash, entry.kind(), entry.path(), entry.host(), entry.details()));
      bytes.writeBytes(encoded);
      hash = JournalCodec.hash(encoded);
    }
    return bytes.toByteArray();
  }

  private SiteFolder site() {
    return SiteFolder.of(folder, "acme");
  }

  @Test
  void takesTheHighestVaultAndNeverOverANewerOne() throws Exception {
    var old = copy();
    server.put("vault", vault("acme-1", 3));
    var copies = List.of(old, copy());
    ServerCopy.takeOver(copies, site());
    assertThat(VaultFile.head(site().vault().orElseThrow()).version()).isEqualTo(3);
    site().saveVault(vault("acme-1", 4));
    ServerCopy.takeOver(copies, site());
    assertThat(VaultFile.head(site().vault().orElseThrow()).version()).isEqualTo(4);
  }

  @Test
  void takesNothingFromAServerWhoseVaultIsDamaged() {
    server.put("vault", text("{"));
    assertThatThrownBy(this::copy).isInstanceOf(HoldfastException.class);
  }

  @Test
  void aVaultThatWasMadeBeforeTheSiteWasTakenOverMakesRoomAndIsKept() throws Exception {
    var ours = vault("acme-2", 7);
    site().saveVault(ours);
    site().run(OLDER).savePlan(plan());
    ServerCopy.takeOver(List.of(copyWith(RUN, STARTED)), site());
    assertThat(VaultFile.head(site().vault().orElseThrow()).siteId()).isEqualTo("acme-1");
    assertThat(site().path().resolve("vault-of-acme-2")).hasBinaryContent(ours);
    assertThat(site().lastRun().map(RunFolder::runId)).hasValue(RUN);
  }

  @Test
  void refusesTheVaultOfAnotherClusterOfTheSameNameOnceARunBegan() throws Exception {
    site().saveVault(vault("acme-2", 1));
    site().run(OLDER).restoreJournal(journal(STARTED));
    var copies = List.of(copy());
    assertThatThrownBy(() -> ServerCopy.takeOver(copies, site()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.has(ProblemId.OTHER_CLUSTER)).isTrue());
    assertThat(VaultFile.head(site().vault().orElseThrow()).siteId()).isEqualTo("acme-2");
  }

  @Test
  void takesTheNewestRunWithItsSiteFileAndOfOneRunTheJournalThatIsFurthest() throws Exception {
    var old = copyWith(OLDER, STARTED, ENDED, RESUMED, ENDED);
    server.put("site.yaml", text("site: acme # newer"));
    var shorter = copyWith(RUN, STARTED, ENDED, ENDED);
    var resumed = copyWith(RUN, STARTED, RESUMED);
    for (var copies : List.of(List.of(old, shorter, resumed), List.of(resumed, shorter, old))) {
      assertThat(ServerCopy.latest(copies)).isSameAs(resumed);
      var run = ServerCopy.takeOver(copies, site()).run().orElseThrow();
      assertThat(run.runId()).isEqualTo(RUN);
      assertThat(run.journalBytes()).isEqualTo(journal(STARTED, RESUMED));
      assertThat(site().lastRun().map(RunFolder::runId)).hasValue(RUN);
    }
    assertThat(new String(resumed.siteText(), StandardCharsets.UTF_8)).contains("newer");
  }

  @Test
  void aRunOfAMachineWhoseClockIsBehindIsTheNewestByItsLockNumber() throws Exception {
    var before = copyWith(RUN, STARTED, ENDED);
    var after = copyWith(OLDER, new Fact.RunStarted(OLDER, "digest", "UPGRADE", 9));
    for (var copies : List.of(List.of(before, after), List.of(after, before))) {
      assertThat(ServerCopy.latest(copies)).isSameAs(after);
    }
    ServerCopy.takeOver(List.of(before), site());
    ServerCopy.takeOver(List.of(after), site());
    assertThat(site().runs()).containsExactly(RUN, OLDER);
    assertThat(site().lastRun().map(RunFolder::runId)).hasValue(OLDER);
  }

  @Test
  void takesTheServersJournalForOneThatIsDamagedHere() throws Exception {
    var damaged = journal(STARTED, ENDED, RESUMED);
    damaged[20] ^= 1;
    site().run(RUN).restoreJournal(damaged);
    site().run(OLDER).restoreJournal(journal(STARTED));
    assertThat(site().runs()).as("by the date in its name").containsExactly(OLDER, RUN);
    ServerCopy.takeOver(List.of(copyWith(RUN, STARTED, ENDED)), site());
    assertThat(site().run(RUN).records()).hasSize(2);
  }

  @Test
  void leavesAJournalAloneThatIsFurtherThanTheServers() throws Exception {
    var copies = List.of(copyWith(RUN, STARTED, ENDED));
    site().run(RUN).restoreJournal(journal(STARTED, ENDED, RESUMED));
    ServerCopy.takeOver(copies, site());
    assertThat(site().run(RUN).records()).hasSize(3);
  }

  @Test
  void anEndThatWasBeforeTheLastResumeIsNotTheEnd() throws Exception {
    var end = new Outcome(6, true, List.of(), List.of(), List.of());
    server.put("journal/" + RUN + ".outcome", Json.canonical(end));
    ServerCopy.takeOver(List.of(copyWith(RUN, STARTED, ENDED)), site());
    assertThat(site().run(RUN).outcome()).isPresent();
    ServerCopy.takeOver(List.of(copyWith(RUN, STARTED, ENDED, RESUMED)), site());
    assertThat(site().run(RUN).outcome()).isEmpty();
  }

  @Test
  void takesNoRunThatDidNotBeginAndNoneWithANameThatIsAPath() throws Exception {
    assertThat(ServerCopy.takeOver(List.of(copyWith(RUN)), site()).run()).isEmpty();
    assertThat(ServerCopy.takeOver(List.of(copyWith("../../x", STARTED)), site()).run()).isEmpty();
    assertThat(site().runs()).isEmpty();
  }

  private ServerCopy copyOf(byte[] vault) throws IOException {
    server.put("vault", vault);
    return copy();
  }

  @Test
  void keepsAVaultThatMakesRoomForItMayHoldTheKeyOfAnOpenRequest() throws Exception {
    var ours = vault("acme-1", 6);
    var theirs = vault("acme-1", 6);
    site().saveVault(ours);
    var taken = ServerCopy.takeOver(List.of(copyOf(theirs)), site());
    assertThat(site().vault()).hasValue(theirs);
    assertThat(taken.replacedVault().orElseThrow()).hasBinaryContent(ours);
    assertThat(ServerCopy.takeOver(List.of(copyOf(theirs)), site()).replacedVault()).isEmpty();
  }

  @Test
  void aHigherNumberIsNoNewerVaultWhereTwoMachinesChangedTheSameOne() throws Exception {
    var ours = vault("acme-1", 7);
    site().saveVault(vault("acme-1", 5));
    site().saveVault(vault("acme-1", 6));
    site().saveVault(ours);
    var theirs = vault("acme-1", 6);
    var taken = ServerCopy.takeOver(List.of(copyOf(theirs)), site());
    assertThat(site().vault()).hasValue(theirs);
    assertThat(taken.replacedVault().orElseThrow()).hasBinaryContent(ours);
  }

  private void refuses(byte[] theirs, String what) {
    var vaults =
        new ServerVaults(
            (name, file) -> name.equals("s2") ? Optional.of(theirs) : Optional.empty());
    assertThatThrownBy(() -> vaults.requireNothingNewer(List.of("s1", "s2"), site()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.VAULT_BEHIND);
              assertThat(refused.first().what()).contains(what);
              assertThat(refused.first().host()).hasValue("s2");
              assertThat(refused.first().fix().toString()).contains("holdfast attach");
            });
  }

  @Test
  void nothingBeginsWithAVaultThatLacksWhatAnotherMachineAdded() throws Exception {
    var shared = vault("acme-1", 5);
    site().saveVault(shared);
    var theirs = vault("acme-1", 6);
    refuses(theirs, "older");
    site().saveVault(vault("acme-1", 6));
    refuses(theirs, "changed on this machine and on another");
    site().saveVault(vault("acme-1", 7));
    refuses(theirs, "changed on this machine and on another");
    ServerCopy.takeOver(List.of(copyOf(theirs)), site());
    for (var vault : List.of(theirs, shared, vault("acme-2", 99), text("damaged"))) {
      assertThatCode(
              () ->
                  new ServerVaults((_, _) -> Optional.of(vault))
                      .requireNothingNewer(List.of("s1"), site()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aServerThatDoesNotAnswerKeepsNothingFromBeginning() {
    site().saveVault(vault("acme-1", 5));
    ServerVaults.Copies silent =
        (_, _) -> {
          throw new IOException("gone");
        };
    assertThatCode(() -> new ServerVaults(silent).requireNothingNewer(List.of("s1"), site()))
        .doesNotThrowAnyException();
  }
}
