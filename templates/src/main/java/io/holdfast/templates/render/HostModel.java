package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.ProductVersion;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that the files of one host depend on, and nothing else: equal models give equal files.
///
/// `versions` maps a component to the version it shall run, for formats differ between versions.
public record HostModel(
    Site site, Host host, VendorSettings vendor, SortedMap<String, String> versions) {
  public HostModel {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
  }

  public static HostModel of(
      Site site, Host host, VendorSettings vendor, Map<String, String> versions) {
    return new HostModel(site, host, vendor, new TreeMap<>(versions));
  }

  boolean is(Role role) {
    return host.is(role);
  }

  ProductVersion version(String component) {
    var version = versions.get(component);
    if (version == null) {
      throw new IllegalArgumentException("no version for the component " + component);
    }
    return ProductVersion.parse(version);
  }

  /// The folder of the chosen copy of a component.
  String current(String component) {
    return site.places().program() + "/" + component + "/current";
  }
}
