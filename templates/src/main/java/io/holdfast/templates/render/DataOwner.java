package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;

/// Whom the data of a server belong to on a host, for files that are laid beside them.
public final class DataOwner {
  private DataOwner() {}

  /// As `user:group`, for Consul and Nomad.
  public static String of(Site site, Host host, String component) {
    if (component.equals(Layout.CONSUL)) {
      return text(SystemUser.ofConsul(site));
    }
    return host.is(Role.WORKER) ? "root:root" : text(SystemUser.ofNomad(site));
  }

  private static String text(SystemUser user) {
    return user.name() + ":" + user.group();
  }
}
