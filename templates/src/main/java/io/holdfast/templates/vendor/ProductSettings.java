package io.holdfast.templates.vendor;

import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.yaml.Default;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What the vendor says about one product: settings in the product's own words, laid over the
/// generated ones (null removes one), and lines for the `[Service]` section of its unit.
///
/// A unit line comes after ours, so where systemd takes one value the vendor's wins. Programs to
/// start (`Exec...`) are allowed: the bundle that carries this is signed.
public record ProductSettings(
    @Default("{}") FreeJson config, @Default("{}") Map<String, String> unit) {
  private static final Pattern UNIT_KEY = Pattern.compile("[A-Z][A-Za-z0-9]*");

  public ProductSettings {
    unit.forEach(
        (key, value) -> {
          if (!UNIT_KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("\"" + key + "\" is not a key of a unit file");
          }
          Lines.requireOne(key, value);
        });
    unit = Collections.unmodifiableSortedMap(new TreeMap<>(unit));
  }

  public static ProductSettings none() {
    return new ProductSettings(FreeJson.empty(), Map.of());
  }
}
