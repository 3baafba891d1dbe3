package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The payload of a step on its way into its own unit: root's alone, durable, gone once there is a
/// result.
public final class Spool {
  private final Path folder;

  public Spool(Root root) {
    this.folder = root.spool();
  }

  /// Durable when this returns.
  public Path put(StepRequest request, int attempt) throws IOException {
    DurableFiles.privateFolder(folder);
    var file = folder.resolve(StepName.of(request).unit(attempt) + ".json");
    DurableFiles.replace(file, Json.canonical(request), Access.privateFile());
    return file;
  }

  static StepRequest read(Path file) throws IOException {
    return Json.read(Files.readAllBytes(file), StepRequest.class);
  }

  /// Removes the payloads of all attempts of a step.
  public void clear(StepName step) throws IOException {
    var prefix = "holdfast-step-" + step.key() + "-";
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        if (String.valueOf(file.getFileName()).startsWith(prefix)) {
          DurableFiles.delete(file);
        }
      }
    }
  }
}
