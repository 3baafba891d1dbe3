package io.holdfast.scheduler.live;

import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.render.ComponentFiles;
import io.holdfast.templates.render.GeneratedFile;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.vendor.NomadSettings;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The files that are generated for a host, with the paths and addresses of this machine in them,
/// so that real products start from them. Beside them in `folder` lie `ca.pem`, and certificates
/// and keys as `<kind>.pem` and `<kind>.key`. With `apart` each host takes requests at its own
/// address, for there are several on this machine.
record LiveFiles(Path folder, Site site, boolean apart) {
  private static final Map<String, String> VERSIONS =
      Map.of(Layout.CONSUL, "1.15.4", Layout.NOMAD, "2.0.5", Layout.CNI, "1.9.1");

  private static final List<String> REQUESTS = List.of("\"http\" : \"", "\"client_addr\" : \"");

  /// 32 bytes that everybody may know.
  private static final String GOSSIP = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  /// Writes the configuration of a component and its secrets; returns where they lie, in the order
  /// in which they are read.
  private List<Path> write(Host host, String component, String kind) throws IOException {
    var model = HostModel.of(site, host, VendorSettings.none().withNomad(bareTasks()), VERSIONS);
    var files = new Renderer().files(model, component);
    var written = new ArrayList<Path>();
    for (var file : List.of(files.copyFiles().getFirst(), secrets(files))) {
      var name = host.name() + "-" + Path.of(file.path()).getFileName();
      written.add(
          Files.writeString(
              folder.resolve(component + "-" + name), text(host, component, kind, file)));
    }
    return written;
  }

  /// How the host starts a component that reads these files.
  List<String> command(Path program, Host host, String component, String kind) throws IOException {
    var option = component.equals(Layout.NOMAD) ? "-config=" : "-config-file=";
    var command = new ArrayList<>(List.of(program.toString(), "agent"));
    write(host, component, kind).forEach(file -> command.add(option + file));
    return command;
  }

  /// Where the host keeps the data of a component.
  Path data(Host host, String component) {
    return folder.resolve(host.name()).resolve(component);
  }

  private String text(Host host, String component, String kind, GeneratedFile file) {
    var data = site.places().data() + "/" + component;
    var pki = "/etc/holdfast/" + component + "/";
    var text =
        file.text()
            .resolve(LiveFiles::secret)
            .reveal()
            .replace(data, data(host, component).toString())
            .replace(site.places().program() + "/" + Layout.CNI, folder + "/" + Layout.CNI)
            .replace(pki + "ca.pem", folder + "/ca.pem")
            .replace(pki + "host.pem", folder + "/" + kind + ".pem")
            .replace(pki + "host.key", folder + "/" + kind + ".key")
            // The interface of the loopback carries one of its many addresses by name.
            .replace("^" + host.address().replace(".", "[.]"), "^127[.]0[.]0[.]1")
            .replace(
                "\"server_stabilization_time\" : \"10s\"",
                "\"server_stabilization_time\" : \"3s\"");
    return apart ? atItsOwnAddress(text, host) : text;
  }

  private static String atItsOwnAddress(String text, Host host) {
    var own = text;
    for (var key : REQUESTS) {
      own = own.replace(key + Layout.LOOPBACK + "\"", key + host.address() + "\"");
    }
    return own;
  }

  private static GeneratedFile secrets(ComponentFiles files) {
    return files.placedFiles().stream()
        .filter(file -> file.path().endsWith("/secrets.json"))
        .findFirst()
        .orElseThrow();
  }

  /// A machine that runs tests need not have a container engine.
  private static NomadSettings bareTasks() {
    return YamlBinder.read(
            "nomad.yaml",
            "config: {plugin: {raw_exec: [{config: [{enabled: true}]}]}}",
            NomadSettings.class)
        .value();
  }

  private static Secret secret(String name) {
    return name.endsWith(".gossip") ? Secret.of(GOSSIP) : Worlds.secret(name);
  }
}
