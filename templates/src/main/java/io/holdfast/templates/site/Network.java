package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;

/// Names and ports the site may choose. The rest is fixed, so that support knows it by heart.
/// `firewall` is the one on the hosts.
public record Network(
    @Default("consul") String dnsZone,
    @Default("dc1") String datacenter,
    @Default("80") int httpPort,
    @Default("8404") int statsPort,
    @Default("{}") Firewall firewall) {}
