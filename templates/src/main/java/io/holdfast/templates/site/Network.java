package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.Optional;

/// Names and ports the site may choose. The rest is fixed, so that support knows it by heart.
/// `firewall` is the one on the hosts. `hostProxy` left out means that services inherit a proxy
/// from their host, as they always did. Without `outward` the balancers serve plain HTTP.
public record Network(
    @Default("consul") String dnsZone,
    @Default("dc1") String datacenter,
    @Default("80") int httpPort,
    @Default("8404") int statsPort,
    Optional<HostProxy> hostProxy,
    @Default("{}") Firewall firewall,
    Optional<Outward> outward) {}
