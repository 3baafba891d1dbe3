package io.holdfast.templates.vendor;

import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.yaml.Default;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the vendor says about Nomad: settings and unit lines as for every product, the image that
/// holds the network of a task group in bridge mode, and jobs in Nomad's own words.
///
/// `pauseImage` names an image of the bundle with its tag. Without it Nomad would ask a public
/// registry for one.
public record NomadSettings(
    @Default("{}") FreeJson config,
    @Default("{}") Map<String, String> unit,
    Optional<String> pauseImage,
    @Default("[]") List<NomadJob> jobs) {
  public NomadSettings {
    jobs = List.copyOf(jobs);
    unit = new ProductSettings(config, unit).unit();
    if (pauseImage.filter(image -> !image.contains(":")).isPresent()) {
      throw new IllegalArgumentException("pauseImage must name an image with its tag");
    }
  }

  public static NomadSettings none() {
    return new NomadSettings(FreeJson.empty(), Map.of(), Optional.empty(), List.of());
  }

  public ProductSettings product() {
    return new ProductSettings(config, unit);
  }
}
