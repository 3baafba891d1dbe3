package io.holdfast.bundle.release;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Through which proxy a host is reached: the one that the settings name, or that of `HTTPS_PROXY`
/// in the environment; `NO_PROXY` names the hosts that are reached without. Lower-case names come
/// first, as everywhere. Only proxies spoken to in plain HTTP are known; the content is inside TLS
/// from end to end all the same.
final class ProxyRules {
  /// A proxy, with a login where the environment brings one.
  record Proxy(InetSocketAddress address, Optional<PasswordAuthentication> login) {
    @Override
    public String toString() {
      return address.getHostString() + ":" + address.getPort();
    }
  }

  private final Optional<Proxy> proxy;
  private final List<String> without;

  private ProxyRules(Optional<Proxy> proxy, List<String> without) {
    this.proxy = proxy;
    this.without = List.copyOf(without);
  }

  /// The rules of these settings in this environment.
  ///
  /// @throws IllegalArgumentException when the proxy is none that can be used
  static ProxyRules of(Optional<String> setting, Map<String, String> environment) {
    setting.ifPresent(ProxyRules::refuseLogin);
    var named = setting.or(() -> named(environment, "https_proxy"));
    var exceptions = named(environment, "no_proxy").orElse("");
    return new ProxyRules(
        named.map(ProxyRules::parse),
        Arrays.stream(exceptions.split("[,\\s]+"))
            .map(entry -> entry.toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  private static Optional<String> named(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(text -> !text.isBlank())
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .filter(text -> !text.isBlank());
  }

  private static void refuseLogin(String setting) {
    if (setting.contains("@")) {
      throw new IllegalArgumentException(
          "the login at a proxy does not belong into the appliance file: put the proxy into HTTPS_PROXY of the environment");
    }
  }

  private static Proxy parse(String text) {
    var spelled = text.strip();
    try {
      var address = new URI(spelled.contains("://") ? spelled : "http://" + spelled);
      if (!"http".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
        throw new IllegalArgumentException("a proxy is named like http://HOST:PORT");
      }
      int port = address.getPort() < 0 ? 80 : address.getPort();
      return new Proxy(
          InetSocketAddress.createUnresolved(address.getHost(), port),
          Optional.ofNullable(address.getRawUserInfo()).map(ProxyRules::login));
    } catch (URISyntaxException wrong) {
      // Not as the cause: it repeats the text, which may hold a password.
      throw new IllegalArgumentException("a proxy is named like http://HOST:PORT");
    }
  }

  private static PasswordAuthentication login(String userInfo) {
    var parts = userInfo.split(":", 2);
    return new PasswordAuthentication(
        decoded(parts[0]), decoded(parts.length == 2 ? parts[1] : "").toCharArray());
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The proxy for an address; none where it is reached directly.
  Optional<Proxy> proxyFor(URI address) {
    return proxy.filter(any -> !isWithout(address));
  }

  /// Knows the login at the proxy, and gives it to nobody else.
  Optional<Authenticator> authenticator() {
    return proxy.flatMap(Proxy::login).map(ProxyLogin::new);
  }

  private boolean isWithout(URI address) {
    var host = address.getHost().toLowerCase(Locale.ROOT);
    int port = address.getPort() < 0 ? 443 : address.getPort();
    return without.stream().anyMatch(entry -> excepts(entry, host, port));
  }

  /// `*` is every host, `10.0.0.0/8` every address in it, `example.com` the host and all below it,
  /// each with a port or for all ports.
  private static boolean excepts(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    if (entry.contains("/")) {
      return Ipv4Range.parse(entry).filter(range -> range.holds(host)).isPresent();
    }
    var colon = entry.lastIndexOf(':');
    if (colon > 0 && entry.indexOf(':') == colon) {
      return entry.substring(colon + 1).equals(Integer.toString(port))
          && excepts(entry.substring(0, colon), host, port);
    }
    var name = entry.startsWith("*.") ? entry.substring(2) : entry.replaceFirst("^\\.", "");
    return host.equals(name) || host.endsWith("." + name);
  }

  private static final class ProxyLogin extends Authenticator {
    private final PasswordAuthentication login;

    ProxyLogin(PasswordAuthentication login) {
      this.login = login;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return getRequestorType() == RequestorType.PROXY
          ? login
          : new PasswordAuthentication("", new char[0]);
    }
  }
}
