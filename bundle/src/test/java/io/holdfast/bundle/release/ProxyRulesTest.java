package io.holdfast.bundle.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRulesTest {
  private static Optional<String> proxyFor(String address, Map<String, String> environment) {
    return ProxyRules.of(Optional.empty(), environment)
        .proxyFor(URI.create(address))
        .map(ProxyRules.Proxy::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, https://example.com/, true",
    "example.com, https://get.example.com/, true",
    ".example.com, https://get.example.com/, true",
    "*.example.com, https://get.example.com/, true",
    "example.com, https://notexample.com/, false",
    "example.com:8443, https://example.com:8443/, true",
    "example.com:8443, https://example.com/, false",
    "example.com:443, https://example.com/, true",
    "10.0.0.0/8, https://10.200.3.4/, true",
    "10.0.0.0/8, https://11.0.0.1/, false",
    "10.0.0.0/33, https://10.0.0.1/, false",
    "0.0.0.0/0, https://11.0.0.1/, true",
    "10.0.0.0/8, https://example.com/, false",
    "*, https://example.com/, true",
    "EXAMPLE.COM, https://Example.com/, true",
  })
  void readsNoProxyAsOtherProgramsDo(String entry, String address, boolean direct) {
    var environment =
        Map.of("HTTPS_PROXY", "proxy.example:3128", "NO_PROXY", "localhost, " + entry);
    assertThat(proxyFor(address, environment).isEmpty()).isEqualTo(direct);
  }

  @Test
  void takesAnAddressWithAndWithoutSchemeAndPort() {
    assertThat(proxyFor("https://a.example/", Map.of("https_proxy", "http://p.example:3128/")))
        .contains("p.example:3128");
    assertThat(proxyFor("https://a.example/", Map.of("HTTPS_PROXY", "p.example")))
        .contains("p.example:80");
    assertThat(proxyFor("https://a.example/", Map.of("HTTPS_PROXY", " "))).isEmpty();
    assertThat(proxyFor("https://a.example/", Map.of("HTTP_PROXY", "p.example"))).isEmpty();
  }

  @Test
  void refusesAProxyThatItCannotSpeakTo() {
    assertThatThrownBy(() -> proxyFor("https://a.example/", Map.of("HTTPS_PROXY", "socks5://p:1")))
        .hasMessageContaining("http://HOST:PORT");
    assertThatThrownBy(
            () -> proxyFor("https://a.example/", Map.of("HTTPS_PROXY", "http://u:geheim@ x")))
        .satisfies(refused -> assertThat(refused.toString()).doesNotContain("geheim"));
  }

  @Test
  void refusesALoginInTheApplianceFile() {
    assertThatThrownBy(() -> ProxyRules.of(Optional.of("http://ops:geheim@p:1"), Map.of()))
        .hasMessageContaining("HTTPS_PROXY")
        .satisfies(refused -> assertThat(refused.toString()).doesNotContain("geheim"));
  }
}
