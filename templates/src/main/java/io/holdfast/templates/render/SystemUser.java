package io.holdfast.templates.render;

import io.holdfast.templates.site.ServiceUser;
import io.holdfast.templates.site.ServiceUsers;
import io.holdfast.templates.site.Site;
import java.util.Optional;

/// A user that a service runs as, and its group. `home` is the folder of its data.
///
/// `uid` and `gid` are the numbers that both must have, where the site says so. With `create` off
/// Holdfast makes neither of them.
public record SystemUser(
    String name,
    String group,
    String home,
    Optional<Integer> uid,
    Optional<Integer> gid,
    boolean create) {

  static SystemUser ofConsul(Site site) {
    var given = site.users().flatMap(ServiceUsers::consul);
    return of(given, Layout.CONSUL_USER, Layout.consulData(site.places().data()));
  }

  static SystemUser ofNomad(Site site) {
    var given = site.users().flatMap(ServiceUsers::nomad);
    return of(given, Layout.NOMAD_USER, Layout.nomadData(site.places().data()));
  }

  private static SystemUser of(Optional<ServiceUser> given, String own, String home) {
    var name = given.flatMap(ServiceUser::name).orElse(own);
    return new SystemUser(
        name,
        given.flatMap(ServiceUser::group).orElse(name),
        home,
        given.flatMap(ServiceUser::uid),
        given.flatMap(ServiceUser::gid),
        given.map(ServiceUser::create).orElse(true));
  }

  /// Made by Holdfast under any free numbers, with a group of the same name.
  public boolean isPlain() {
    return create && uid.isEmpty() && gid.isEmpty() && group.equals(name);
  }
}
