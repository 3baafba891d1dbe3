package io.holdfast.templates.render;

import io.holdfast.templates.site.HostProxy;
import io.holdfast.templates.site.Site;
import java.util.List;

/// The names that a service must not inherit where traffic is to stay off a company's proxy. Consul
/// sends its health checks of other addresses than the loopback's through `HTTP_PROXY`, and so does
/// everything written in Go; a Java runtime takes its options from names of its own.
public final class ProxyNames {
  /// As the package `golang.org/x/net/http/httpproxy` reads them, in both spellings.
  static final List<String> GO =
      List.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "all_proxy",
          "no_proxy");

  private static final List<String> JAVA =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private ProxyNames() {}

  public static boolean isUnset(Site site) {
    return site.network().hostProxy().filter(HostProxy.UNSET::equals).isPresent();
  }

  /// As the value of `UnsetEnvironment=`; empty where services inherit what there is.
  static String ofProducts(Site site) {
    return isUnset(site) ? String.join(" ", GO) : "";
  }

  static String ofAgent(Site site) {
    return isUnset(site) ? String.join(" ", GO) + " " + String.join(" ", JAVA) : "";
  }
}
