package io.holdfast.airgap.store;

import io.holdfast.bundle.file.BlobStream;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// Contents by digest below one folder: `sha256/<hex>` is whole and on disk, `sha256/<hex>.part` is
/// on its way. A name appears only after all its bytes were checked and forced to disk, so a power
/// cut at any moment leaves either nothing new, a part to go on from, or the whole.
public final class ContentStore {
  private static final String PART = ".part";
  private final Path root;
  private final Path folder;

  private ContentStore(Path root) {
    this.root = root;
    this.folder = root.resolve("sha256");
  }

  /// Opens a store and makes its folders where they are missing.
  public static ContentStore open(Path root) throws IOException {
    var store = new ContentStore(root);
    Files.createDirectories(store.folder);
    readableByAll(root);
    readableByAll(store.folder);
    return store;
  }

  private static void readableByAll(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// The folder of the store; other small files about the contents lie directly in it.
  public Path root() {
    return root;
  }

  /// The file of a whole content.
  public Optional<Path> find(String sha256) {
    var file = path(sha256);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  public boolean has(String sha256) {
    return find(sha256).isPresent();
  }

  /// Digests of all whole contents, sorted.
  public List<String> list() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(Sha256::isHex).sorted().toList();
    }
  }

  /// Starts or goes on with a content. What an earlier attempt left is checked chunk by chunk; the
  /// intake's offset says from where bytes are wanted. Two intakes of one content at a time are not
  /// allowed; the second one is refused.
  public BlobIntake receive(Blob blob) throws IOException {
    return BlobIntake.open(blob, path(blob.sha256()), partPath(blob.sha256()));
  }

  /// Takes a whole content from a stream that begins at its first byte; a content that is there
  /// already is not read.
  public void take(Blob blob, InputStream content) throws IOException {
    if (has(blob.sha256())) {
      return;
    }
    try (var intake = receive(blob)) {
      content.skipNBytes(intake.offset());
      intake.transferFrom(content);
      intake.finish();
    }
  }

  /// Opens a whole content; each chunk is checked before a byte of it comes out.
  public InputStream read(Blob blob) throws IOException {
    var file = find(blob.sha256()).orElseThrow(() -> missing(blob.sha256()));
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    return new BlobStream(blob, new Stored(channel, blob.sha256()), 0) {
      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /// Reads a whole content and refuses it when its bytes are not what its name says.
  public void verify(String sha256) throws IOException {
    var file = find(sha256).orElseThrow(() -> missing(sha256));
    try (var stream = Files.newInputStream(file)) {
      if (!Sha256.of(stream).equals(sha256)) {
        throw damaged(sha256, "the whole content");
      }
    }
  }

  /// Takes a content, or what is there of it, away.
  public void remove(String sha256) throws IOException {
    Files.deleteIfExists(partPath(sha256));
    Files.deleteIfExists(path(sha256));
  }

  private Path path(String sha256) {
    return folder.resolve(Sha256.require(sha256));
  }

  private Path partPath(String sha256) {
    return folder.resolve(Sha256.require(sha256) + PART);
  }

  private static IOException missing(String sha256) {
    return new java.nio.file.NoSuchFileException("content " + sha256);
  }

  static RuntimeException damaged(String sha256, String part) {
    return Problem.of(ProblemId.STORE_DAMAGED, "Content " + sha256 + " is damaged")
        .withEvidence(part)
        .asException();
  }

  private record Stored(FileChannel channel, String sha256) implements BlobStream.Source {
    @Override
    public void read(long offset, byte[] target, int length) throws IOException {
      var buffer = ByteBuffer.wrap(target, 0, length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw damaged(offset, length);
        }
      }
    }

    @Override
    public RuntimeException damaged(long offset, int length) {
      return ContentStore.damaged(sha256, "bytes " + offset + " to " + (offset + length - 1));
    }
  }
}
