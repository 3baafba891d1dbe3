package io.holdfast.bundle.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutionException;

/// Images by jib-core, from nothing: no registry is asked, no daemon runs, every time is fixed.
public final class JibImageBuilder implements ImageBuilder {
  private static final Instant FILE_TIME = Instant.EPOCH.plusSeconds(1);

  @Override
  public void build(ImagePlan plan, Path workFolder, Path tar) throws IOException {
    try {
      var target =
          Containerizer.to(TarImage.at(tar).named(plan.name() + ":" + plan.tag()))
              .setOfflineMode(true)
              .setApplicationLayersCache(workFolder.resolve("layers"))
              .setBaseImageLayersCache(workFolder.resolve("base"))
              .setToolName("holdfast");
      container(plan, workFolder).containerize(target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (InvalidImageReferenceException
        | RegistryException
        | CacheDirectoryCreationException
        | ExecutionException e) {
      throw new IOException("image " + plan.name() + ": " + e.getMessage(), e);
    }
  }

  private static JibContainerBuilder container(ImagePlan plan, Path workFolder) throws IOException {
    var container =
        Jib.fromScratch()
            .setFormat(ImageFormat.OCI)
            .setCreationTime(Instant.EPOCH)
            .addFileEntriesLayer(layer(plan, workFolder))
            .setEntrypoint(plan.entrypoint())
            .setEnvironment(plan.environment())
            .setUser(plan.user())
            .setPlatforms(
                java.util.Set.of(
                    new com.google.cloud.tools.jib.api.buildplan.Platform(plan.arch(), "linux")));
    plan.ports().forEach(port -> container.addExposedPort(Port.tcp(port)));
    return container;
  }

  private static FileEntriesLayer layer(ImagePlan plan, Path workFolder) throws IOException {
    var layer = FileEntriesLayer.builder().setName("files");
    int number = 0;
    for (var file : plan.files()) {
      layer.addEntry(
          onDisk(file, workFolder.resolve("file-" + number++)),
          AbsoluteUnixPath.get(file.path()),
          FilePermissions.fromOctalString(file.mode().substring(1)),
          FILE_TIME,
          "0:0");
    }
    return layer.build();
  }

  private static Path onDisk(SourceFile file, Path spool) throws IOException {
    return switch (file.content()) {
      case BlobContent.OfFile(var path) -> path;
      case BlobContent.OfBytes(var bytes) -> Files.write(spool, bytes.toArray());
    };
  }
}
