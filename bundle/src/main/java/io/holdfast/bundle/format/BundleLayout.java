package io.holdfast.bundle.format;

import java.nio.charset.StandardCharsets;

/// Every name, path, media type and limit of bundle format 1, in one place.
///
/// A bundle is one tar file in a fixed order: the signed index, the signatures, the OCI layout
/// marker, the Holdfast manifest, then all other blobs by digest. All else follows from the index.
public final class BundleLayout {
  /// The ending of a bundle's file name.
  public static final String FILE_ENDING = ".holdfast";

  public static final String INDEX = "index.json";
  public static final String OCI_LAYOUT = "oci-layout";
  public static final String SIGNATURES = "signatures/";
  public static final String BLOBS = "blobs/sha256/";
  public static final String DIGEST_PREFIX = "sha256:";

  public static final String MANIFEST_SCHEMA = "holdfast/manifest/1";
  public static final String MEDIA_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String MEDIA_MANIFEST = "application/vnd.holdfast.manifest.v1+json";
  public static final String MEDIA_IMAGE = "application/vnd.oci.image.manifest.v1+json";

  /// The annotation by which OCI tools find an image in a layout.
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  /// The reference under which the Holdfast manifest stands in the index.
  public static final String MANIFEST_REF = "holdfast-manifest";

  /// Bytes of one separately checked piece of a blob: 4 MiB.
  public static final int CHUNK = 4 * 1024 * 1024;

  /// The largest index that is read before any signature is known, in bytes.
  public static final int MAX_INDEX = 1024 * 1024;

  /// The largest Holdfast manifest, in bytes.
  public static final int MAX_MANIFEST = 64 * 1024 * 1024;

  /// The most signature files: two for each signer.
  public static final int MAX_SIGNATURES = 16;

  /// The largest signature file, in bytes (an ECDSA P-256 signature in DER has at most 72).
  public static final int MAX_SIGNATURE = 128;

  private static final String OCI_LAYOUT_TEXT = "{\"imageLayoutVersion\":\"1.0.0\"}";
  private static final String MESSAGE = "holdfast-bundle-1 sha256:";

  private BundleLayout() {}

  /// The content of the OCI layout marker.
  public static byte[] ociLayout() {
    return OCI_LAYOUT_TEXT.getBytes(StandardCharsets.US_ASCII);
  }

  /// The path of a blob inside the bundle.
  public static String blobPath(String sha256) {
    return BLOBS + sha256;
  }

  /// The line that both signatures are made over, with its line feed.
  public static String signedMessage(String indexSha256) {
    return MESSAGE + indexSha256 + "\n";
  }

  /// Number of chunks of a blob of this size; none for an empty blob.
  public static int chunksOf(long size) {
    return Math.toIntExact((size + CHUNK - 1) / CHUNK);
  }

  /// Bytes of the chunk with this number in a blob of this size.
  public static int chunkLength(long size, int number) {
    return (int) Math.min(CHUNK, size - (long) number * CHUNK);
  }
}
