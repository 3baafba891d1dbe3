package io.holdfast.bundle.image;

import java.io.IOException;
import java.nio.file.Path;

/// Makes an image: equal plans give equal bytes. The only door to the library that does it, which
/// stays away from customers.
public interface ImageBuilder {
  /// Writes the image as a tar that holds an OCI image layout.
  void build(ImagePlan plan, Path workFolder, Path tar) throws IOException;
}
