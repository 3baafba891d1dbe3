package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of the firewall's copy with a real firewalld that nothing of this machine uses.
class FirewalldScriptTest {
  private static final String NAMES =
      "; (cd /etc/firewalld; find ipsets policies services -name 'holdfast*' 2>/dev/null | sort |"
          + " tr '\\n"
          + "' ' ')";

  @TempDir private Path folder;

  private String script(String copy, String more) throws IOException {
    OwnNetwork.firewalldNeeded();
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: k}
            vault: {keyFile: v}
            network: {firewall: {kind: firewalld, mode: apply}}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
              - {name: s2, address: 10.0.0.12, roles: [server]}
              - {name: s3, address: 10.0.0.13, roles: [server]}
            """
                + more);
    var model = HostModel.of(site, site.host("s2").orElseThrow(), Models.vendor(), Models.NEW);
    var place = folder.resolve(copy);
    for (var file : new Renderer().files(model, Layout.FIREWALL).copyFiles()) {
      Files.createDirectories(place.resolve(file.path()).getParent());
      Files.writeString(place.resolve(file.path()), file.text().text());
    }
    return "sh " + place.resolve("firewall.sh") + " ";
  }

  @Test
  void opensThePortsAndLeavesTheZonesAsTheyAre() throws Exception {
    var script = script("copy", "");
    assertThat(OwnNetwork.besideFirewalld(OwnNetwork.trying("true")).strip())
        .as("ssh is let through by the zone public")
        .isEqualTo("shut shut shut open");
    assertThat(OwnNetwork.besideFirewalld(OwnNetwork.trying(script + "load")).strip())
        .isEqualTo("open shut shut open");
    assertThat(
            OwnNetwork.besideFirewalld(
                "firewall-cmd --list-all-zones >/run/before;"
                    + script
                    + "load; firewall-cmd --list-all-zones | cmp - /run/before && echo same"))
        .contains("same");
  }

  @Test
  void loadsASecondTimeWithoutAReloadAndLeavesNothingBehind() throws Exception {
    var one = script("one", "");
    var two = script("two", "  - {name: w1, address: 10.0.0.21}\n");
    var said =
        OwnNetwork.besideFirewalld(
            one
                + "load; "
                + "cp -a /etc/firewalld /run/kept;"
                + " firewall-cmd --add-port=1/tcp;"
                + one
                + "load && firewall-cmd --query-port=1/tcp && firewall-cmd --reload;"
                + two
                + "load; firewall-cmd --get-ipsets; "
                + two
                + "unload;"
                + two
                + "unload; firewall-cmd --get-policies"
                + NAMES);
    assertThat(said)
        .as("a port set at run time outlives a load that has nothing to do")
        .contains("success\nyes\n")
        .contains("holdfast-server holdfast-worker")
        .endsWith("allow-host-ipv6\n");
  }

  @Test
  void holdsOpenWhatTheCopyBeforeOpenedUntilThatIsToBeClosed() throws Exception {
    var one = script("one", "  - {name: w1, address: 10.0.0.21}\n");
    var two = script("two", "");
    var said =
        OwnNetwork.besideFirewalld(
            "ln -sfn one "
                + folder
                + "/current;"
                + one
                + "load;"
                + two
                + "keep; ln -sfn two "
                + folder
                + "/current;"
                + two
                + "keep;"
                + two
                + "load; firewall-cmd --ipset=holdfast-kept1-worker --get-entries;"
                + " firewall-cmd --get-policies; echo then; rm "
                + folder
                + "/kept;"
                + two
                + "load; firewall-cmd --get-policies"
                + NAMES);
    assertThat(said)
        .contains("10.0.0.21\nallow-host-ipv6 holdfast holdfast-kept1\n")
        .contains("then\nallow-host-ipv6 holdfast\n");
    assertThat(said.substring(said.indexOf("then"))).doesNotContain("kept");
  }

  @Test
  void changesNothingWhereAReloadWouldForgetWhatWasSetAtRunTime() throws Exception {
    var script = script("copy", "");
    for (var verb : new String[] {"check", "load"}) {
      assertThat(
              OwnNetwork.besideFirewalld(
                  "firewall-cmd --add-port=1/tcp;"
                      + script
                      + verb
                      + " && exit 1; firewall-cmd --query-port=1/tcp"
                      + NAMES))
          .contains("firewall-cmd --runtime-to-permanent")
          .endsWith("yes\n");
    }
  }

  @Test
  void finishesWhatAPowerCutBroke() throws Exception {
    var script = script("copy", "");
    assertThat(
            OwnNetwork.besideFirewalld(
                script
                    + "load; : >/etc/firewalld/.holdfast-pending; "
                    + script
                    + "load; ls /etc/firewalld/.holdfast-pending || firewall-cmd --get-policies"))
        .contains("holdfast");
  }

  @Test
  void refusesToLoadWhereFirewalldDoesNotRun() throws Exception {
    var script = script("copy", "");
    assertThat(
            OwnNetwork.run(
                "export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nowhere; "
                    + script
                    + "check && exit 1; true"))
        .contains("firewalld does not run");
  }
}
