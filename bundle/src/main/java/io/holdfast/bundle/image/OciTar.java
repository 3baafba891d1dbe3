package io.holdfast.bundle.image;

import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Takes the blobs out of a tar with an OCI image layout, byte for byte, each checked against its
/// name. Entries that are no blobs are left aside.
public final class OciTar {
  private OciTar() {}

  /// An image's blobs as files.
  ///
  /// @param manifestDigest hex SHA-256 of the image's manifest, which is among the blobs
  public record Imported(String manifestDigest, List<BlobContent> blobs) {
    public Imported {
      blobs = List.copyOf(blobs);
    }
  }

  /// Unpacks the blobs of the one image in the tar into a folder.
  public static Imported read(Path tar, Path folder) throws IOException {
    Files.createDirectories(folder);
    byte[] index = new byte[0];
    List<BlobContent> blobs = new ArrayList<>();
    try (var stream = new TarArchiveInputStream(Files.newInputStream(tar))) {
      for (var entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        var name = entry.getName();
        if (name.equals(BundleLayout.INDEX)) {
          index = stream.readNBytes(BundleLayout.MAX_INDEX);
        } else if (name.startsWith(BundleLayout.BLOBS)) {
          var digest = Sha256.require(name.substring(BundleLayout.BLOBS.length()));
          var file = folder.resolve(digest);
          Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
          verify(file, digest);
          blobs.add(new BlobContent.OfFile(file));
        }
      }
    }
    return new Imported(manifestDigest(index), blobs);
  }

  private static void verify(Path file, String digest) throws IOException {
    try (var stream = Files.newInputStream(file)) {
      if (!Sha256.of(stream).equals(digest)) {
        throw new IOException("blob " + digest + " has another digest");
      }
    }
  }

  private static String manifestDigest(byte[] index) throws IOException {
    var manifests = Json.readTree(index).path("manifests");
    if (manifests.size() != 1) {
      throw new IOException("the image layout holds " + manifests.size() + " images, not one");
    }
    var digest = manifests.get(0).path("digest").asString("");
    return Sha256.require(digest.replaceFirst("^" + BundleLayout.DIGEST_PREFIX, ""));
  }
}
