package io.holdfast.templates.render;

import io.holdfast.templates.site.Firewall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The ports of a host in its own firewall, as an installed copy like any other: rules and the
/// script that loads them lie in the copy, a unit loads them at each boot and takes them away when
/// it is stopped. The product checks them before the copy is chosen.
final class FirewallFiles {
  private static final String SCRIPT = Layout.FIREWALL_SCRIPT;

  private final TemplateEngine engine;

  FirewallFiles(TemplateEngine engine) {
    this.engine = engine;
  }

  ComponentFiles files(HostModel model) {
    return new ComponentFiles(
        Layout.FIREWALL,
        Optional.empty(),
        List.of(),
        copy(model),
        List.of(GeneratedFile.open(Layout.unitFile(Layout.FIREWALL_UNIT), unit(model))),
        List.of(new ProductCheck(List.of("/bin/sh", "{copy}/" + SCRIPT, "check"), false)),
        List.of(Layout.FIREWALL_UNIT),
        TakesOver.RELOAD,
        List.of());
  }

  private List<GeneratedFile> copy(HostModel model) {
    var firewall = HostFirewall.of(model.site(), model.host(), model.vendor());
    var files = new ArrayList<GeneratedFile>();
    files.add(GeneratedFile.program(SCRIPT, engine.render(template(model, "sh"), Map.of())));
    switch (kind(model)) {
      case NFTABLES -> {
        files.add(GeneratedFile.open("openings", lines(NftablesText.openings(firewall))));
        files.add(GeneratedFile.open("table.nft", lines(NftablesText.table(firewall))));
      }
      case FIREWALLD ->
          FirewalldText.files(firewall)
              .forEach(
                  (path, text) ->
                      files.add(
                          GeneratedFile.open(
                              "firewalld/" + path.substring(FirewalldText.ETC.length()), text)));
    }
    return files;
  }

  private String unit(HostModel model) {
    var script = model.current(Layout.FIREWALL) + "/" + SCRIPT;
    return engine.render(template(model, "service"), Map.of("script", script));
  }

  private static Firewall.Kind kind(HostModel model) {
    return model.site().network().firewall().kind();
  }

  private static String template(HostModel model, String ending) {
    return "firewall-" + kind(model) + "." + ending + ".ftl";
  }

  private static String lines(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
