package io.holdfast.scheduler.platform;

import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.Optional;

/// Names of images as the hosts' engines ask for them: pinned by digest, from the host's own
/// registry.
public final class ServiceImages {
  private ServiceImages() {}

  /// For example `127.0.0.1:5000/web@sha256:0123...`. A service may name an image with or without
  /// its tag.
  public static String reference(Manifest manifest, ServiceSpec service) {
    var image = find(manifest, service.image()).orElseThrow(() -> unknown(service));
    return Layout.imageReference(image.name() + "@sha256:" + image.manifestDigest());
  }

  private static Optional<Image> find(Manifest manifest, String name) {
    return manifest.images().stream()
        .filter(image -> image.reference().equals(name) || image.name().equals(name))
        .findFirst();
  }

  private static RuntimeException unknown(ServiceSpec service) {
    return Problem.of(
            ProblemId.BUNDLE_MALFORMED,
            "Service \""
                + service.name()
                + "\" names image \""
                + service.image()
                + "\", which the bundle does not hold")
        .asException();
  }
}
