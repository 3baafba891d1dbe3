package io.holdfast.agent.runner;

import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.wire.RunnerRequest;
import io.holdfast.agent.wire.WireStream;
import io.holdfast.airgap.store.BlobIntake;
import io.holdfast.airgap.store.ContentStore;
import io.holdfast.bundle.manifest.Blob;
import java.io.IOException;

/// Takes blobs into the host's content store, from the byte on that an earlier attempt reached.
final class Blobs {
  private static final int ATTEMPTS = 60;
  private static final long PAUSE_MS = 500;
  private final Root root;

  Blobs(Root root) {
    this.root = root;
  }

  void receive(RunnerRequest.Blob request, WireStream stream) throws IOException {
    DurableFiles.openFolders(DurableFiles.parent(root.store()));
    var store = ContentStore.open(root.store());
    if (store.has(request.sha256())) {
      stream.respond(new RunnerRequest.BlobOffset(request.size()));
    } else {
      take(store, new Blob(request.sha256(), request.size(), request.chunks()), stream);
    }
    stream.respond(new RunnerRequest.Stored(true));
  }

  private static void take(ContentStore store, Blob blob, WireStream stream) throws IOException {
    try (var intake = open(store, blob)) {
      stream.respond(new RunnerRequest.BlobOffset(intake.offset()));
      intake.transferFrom(stream.input());
      intake.finish();
    }
  }

  /// Another runner, whose connection died and who has not noticed yet, may still hold the blob.
  private static BlobIntake open(ContentStore store, Blob blob) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return store.receive(blob);
      } catch (IOException held) {
        if (attempt == ATTEMPTS) {
          throw held;
        }
      }
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", stopped);
      }
    }
  }
}
