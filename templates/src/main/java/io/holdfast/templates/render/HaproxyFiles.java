package io.holdfast.templates.render;

import io.holdfast.templates.site.Outward;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The load balancer, from the distribution's packages: one public port, one backend per service,
/// named like the service, its servers found through Consul's DNS and checked by the balancer
/// itself.
///
/// The same text stands in the copy (for the check before anything is touched) and in its place.
final class HaproxyFiles {
  private static final String SAVE_STATE = "bin/save-server-state";

  private final TemplateEngine engine;

  HaproxyFiles(TemplateEngine engine) {
    this.engine = engine;
  }

  ComponentFiles files(HostModel model) {
    var config = engine.render("haproxy.cfg.ftl", config(model));
    var check = List.of("/usr/sbin/haproxy", "-c", "-q", "-f", "{copy}/etc/haproxy.cfg");
    return new ComponentFiles(
        Layout.HAPROXY,
        Optional.empty(),
        List.of(new GeneratedFolder("/etc/haproxy", "0755", "root", "root")),
        List.of(
            GeneratedFile.open("etc/haproxy.cfg", config),
            GeneratedFile.program(SAVE_STATE, engine.render("save-server-state.sh.ftl", state()))),
        placed(model, config),
        List.of(new ProductCheck(check, true)),
        List.of(Layout.HAPROXY_UNIT),
        TakesOver.RELOAD,
        List.of());
  }

  /// The certificate comes first: the check and the start of what reads it follow. Only root reads
  /// it, for HAProxy's master opens it before it gives up being root.
  private List<GeneratedFile> placed(HostModel model, String config) {
    var files = new ArrayList<GeneratedFile>();
    if (model.site().network().outward().isPresent()) {
      var text =
          SecretNames.file(SecretNames.OUTWARD_CERTIFICATE)
              + SecretNames.file(SecretNames.OUTWARD_KEY);
      files.add(GeneratedFile.closed(Layout.HAPROXY_CERTIFICATE, "root", text));
    }
    files.add(GeneratedFile.open(Layout.HAPROXY_CONFIG, config));
    files.add(GeneratedFile.open(Layout.dropIn(Layout.HAPROXY_UNIT), dropIn(model)));
    return files;
  }

  /// The port is part of where plain requests are sent, unless it is the usual one.
  private static Map<String, Object> outward(Outward outward) {
    return Map.of(
        "port",
        outward.httpsPort(),
        "suffix",
        outward.httpsPort() == 443 ? "" : ":" + outward.httpsPort(),
        "certificate",
        Layout.HAPROXY_CERTIFICATE);
  }

  private static Map<String, Object> state() {
    return Map.of("socket", Layout.HAPROXY_SOCKET, "state", Layout.HAPROXY_STATE);
  }

  private String dropIn(HostModel model) {
    return engine.render(
        "haproxy.dropin.ftl",
        Map.of(
            "save",
            model.current(Layout.HAPROXY) + "/" + SAVE_STATE,
            "config",
            Layout.HAPROXY_CONFIG));
  }

  private Map<String, Object> config(HostModel model) {
    var settings = model.vendor().haproxy();
    var values = new HashMap<String, Object>(state());
    values.put("maxConnections", settings.maxConnections());
    values.put("httpPort", model.site().network().httpPort());
    model.site().network().outward().ifPresent(it -> values.put("outward", outward(it)));
    values.put("statsPort", model.site().network().statsPort());
    values.put("dnsPort", Layout.CONSUL_DNS_PORT);
    values.put("zone", model.site().network().dnsZone());
    values.put("services", model.vendor().services().stream().map(s -> service(model, s)).toList());
    values.put("globalLines", TemplateEngine.lines(ConfigLanguage.HAPROXY, settings.global()));
    values.put("defaultsLines", TemplateEngine.lines(ConfigLanguage.HAPROXY, settings.defaults()));
    values.put("frontendLines", TemplateEngine.lines(ConfigLanguage.HAPROXY, settings.frontend()));
    values.put("backendLines", TemplateEngine.lines(ConfigLanguage.HAPROXY, settings.backend()));
    return values;
  }

  private static Map<String, Object> service(HostModel model, ServiceSpec service) {
    return Map.of(
        "name", service.name(), "healthPath", service.healthPath(), "slots", slots(model, service));
  }

  /// Twice the instances there can be, and two: a new one may appear while the old one's place is
  /// still kept for it (`hold obsolete`).
  static int slots(HostModel model, ServiceSpec service) {
    return 2 * model.site().workers().size() * service.instancesPerWorker() + 2;
  }
}
