package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of the firewall's copy with the real `nft`, beside what customers load themselves.
class FirewallFilesTest {
  private static final String FILTER =
      """
      nft -f - <<'END'
      table inet filter {
        chain input {
          type filter hook input priority filter; policy drop;
          ct state established,related accept
          iif lo accept
        }
        chain forward { type filter hook forward priority filter; policy drop; }
      }
      table ip other {
        chain in { type filter hook input priority 10; policy accept; tcp dport 9999 counter; reject; }
        chain open { type filter hook input priority 20; policy accept; tcp dport 9998 drop; counter; }
      }
      END
      """;

  @TempDir private Path folder;

  private static Site site(String more) {
    return SiteReader.read(
        "site.yaml",
        """
        site: acme
        access: {user: ops, keyFile: k}
        vault: {keyFile: v}
        network: {firewall: {mode: apply}}
        hosts:
          - {name: s1, address: 10.0.0.11, roles: [server]}
          - {name: s2, address: 10.0.0.12, roles: [server]}
          - {name: s3, address: 10.0.0.13, roles: [server]}
        """
            + more);
  }

  private String script(String copy, Site site) throws IOException {
    var model = HostModel.of(site, site.host("s2").orElseThrow(), Models.vendor(), Models.NEW);
    var place = Files.createDirectories(folder.resolve(copy));
    for (var file : new Renderer().files(model, Layout.FIREWALL).copyFiles()) {
      Files.writeString(place.resolve(file.path()), file.text().text());
    }
    return "sh " + place.resolve("firewall.sh") + " ";
  }

  @Test
  void isThereOnlyWhereTheSiteWantsThePortsOpened() {
    var all = Models.site(3);
    for (var each : Map.of("apply", site(""), "none", all).entrySet()) {
      var model =
          HostModel.of(
              each.getValue(), each.getValue().hosts().getFirst(), Models.vendor(), Models.NEW);
      assertThat(
              new Renderer()
                  .files(model).stream()
                      .map(ComponentFiles::component)
                      .toList()
                      .contains(Layout.FIREWALL))
          .isEqualTo(each.getKey().equals("apply"));
    }
  }

  @Test
  void opensThePortsInChainsThatDropAndNoOthers() throws Exception {
    OwnNetwork.needed();
    var script = script("copy", site(""));
    assertThat(OwnNetwork.tries(FILTER)).isEqualTo("shut shut shut shut");
    assertThat(OwnNetwork.tries(FILTER + script + "load")).isEqualTo("open shut shut shut");
    assertThat(OwnNetwork.run(FILTER + script + "load; nft list table ip other"))
        .containsOnlyOnce("jump holdfast");
    assertThat(OwnNetwork.run(FILTER + script + "check; nft list tables"))
        .doesNotContain("holdfast");
  }

  @Test
  void leavesItToTheCustomersRulesFromWhereSshIsLetIn() throws Exception {
    OwnNetwork.needed();
    var script = script("copy", site(""));
    var theirs = "nft 'add rule inet filter input ip saddr 10.0.0.11 tcp dport 22 accept';";
    assertThat(OwnNetwork.tries(FILTER + theirs + script + "load"))
        .as("8300 from a server, 9999 from a server, 8300 from a stranger, 22 from a stranger")
        .isEqualTo("open shut shut shut");
  }

  @Test
  void hasNothingToOpenOnTheOnlyHostOfASite() throws Exception {
    OwnNetwork.needed();
    var alone =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: k}
            vault: {keyFile: v}
            network: {firewall: {mode: apply}}
            hosts:
              - {name: s2, address: 10.0.0.12, roles: [server]}
            """);
    var script = script("copy", alone);
    assertThat(OwnNetwork.run(FILTER + script + "check;" + script + "load; nft list tables"))
        .contains("table inet holdfast");
  }

  @Test
  void loadsASecondTimeAndLeavesNothingBehind() throws Exception {
    OwnNetwork.needed();
    var one = script("one", site(""));
    var two = script("two", site("  - {name: w1, address: 10.0.0.21}\n"));
    var before = OwnNetwork.run(FILTER + "nft list ruleset");
    var loaded = OwnNetwork.run(FILTER + one + "load; nft list ruleset");
    assertThat(loaded).isNotEqualTo(before).contains("10.0.0.13").doesNotContain("10.0.0.21");
    assertThat(OwnNetwork.run(FILTER + one + "load;" + one + "load; nft list ruleset"))
        .isEqualTo(loaded);
    assertThat(OwnNetwork.run(FILTER + one + "load;" + two + "load; nft list ruleset"))
        .contains("10.0.0.21");
    assertThat(
            OwnNetwork.run(
                FILTER
                    + one
                    + "load;"
                    + two
                    + "load;"
                    + one
                    + "unload;"
                    + one
                    + "unload; nft list ruleset"))
        .isEqualTo(before);
  }

  @Test
  void isLoadedAgainAfterSomebodyFlushedAllRules() throws Exception {
    OwnNetwork.needed();
    var script = script("copy", site(""));
    var loaded = OwnNetwork.run(FILTER + script + "load; nft list ruleset");
    assertThat(
            OwnNetwork.run(
                FILTER
                    + script
                    + "load; nft flush ruleset;"
                    + FILTER
                    + script
                    + "load; nft list ruleset"))
        .isEqualTo(loaded);
    assertThat(OwnNetwork.run(script + "load; nft list tables").strip())
        .isEqualTo("table inet holdfast");
  }

  @Test
  void tellsWhetherWhatItLoadedIsStillThere() throws Exception {
    OwnNetwork.needed();
    var script = script("copy", site(""));
    var ask = script + "loaded && echo there || echo gone $?";
    assertThat(OwnNetwork.run(FILTER + ask).strip()).as("never loaded").isEqualTo("gone 3");
    assertThat(OwnNetwork.run(FILTER + script + "load;" + ask).strip()).isEqualTo("there");
    assertThat(OwnNetwork.run(script + "load;" + ask).strip()).as("no drops").isEqualTo("there");
    assertThat(OwnNetwork.run(FILTER + script + "load; nft flush ruleset;" + FILTER + ask).strip())
        .as("all was flushed")
        .isEqualTo("gone 3");
    assertThat(
            OwnNetwork.run(FILTER + script + "load; nft delete table inet filter;" + FILTER + ask)
                .strip())
        .as("the customer's table was loaded anew, ours is there")
        .isEqualTo("gone 3");
  }

  @Test
  void holdsOpenWhatTheCopyBeforeOpenedUntilThatIsToBeClosed() throws Exception {
    OwnNetwork.needed();
    var one = script("one", site("  - {name: w1, address: 10.0.0.21}\n"));
    var two = script("two", site("  - {name: w2, address: 10.0.0.22}\n"));
    var chosen = "ln -sfn one " + folder + "/current;" + one + "load;";
    var changed = two + "keep;" + two + "keep; ln -sfn two " + folder + "/current;" + two + "keep;";
    assertThat(OwnNetwork.run(FILTER + chosen + changed + two + "load; nft list ruleset"))
        .contains("10.0.0.21", "10.0.0.22");
    assertThat(folder.resolve("kept")).hasContent("one");
    assertThat(
            OwnNetwork.run(
                FILTER + two + "load; rm " + folder + "/kept;" + two + "load; nft list ruleset"))
        .contains("10.0.0.22")
        .doesNotContain("10.0.0.21");
  }

  @Test
  void refusesToFollowTheRulesOfAnotherKindOfFirewall() throws Exception {
    OwnNetwork.needed();
    var script = script("copy", site(""));
    Files.createDirectories(folder.resolve("other/firewalld"));
    var chosen = "ln -sfn other " + folder + "/current;";
    assertThat(OwnNetwork.run(chosen + script + "keep && exit 1; true")).contains("mode: none");
    assertThat(folder.resolve("kept")).doesNotExist();
  }

  @Test
  void changesNothingWhereAnotherProgramHoldsTheChainThatDrops() throws Exception {
    OwnNetwork.needed();
    var script = script("copy", site(""));
    for (var chain : new String[] {"inet firewalld filter_INPUT", "ip filter INPUT"}) {
      var words = chain.split(" ");
      var theirs =
          "nft 'table %s %s { chain %s { type filter hook input priority 10; policy drop; }; }';"
              .formatted(words[0], words[1], words[2]);
      for (var verb : new String[] {"check", "load"}) {
        assertThat(OwnNetwork.run(theirs + script + verb + " && exit 1; nft list tables"))
            .contains("network.firewall.mode: print")
            .doesNotContain("table inet holdfast");
      }
    }
  }
}
