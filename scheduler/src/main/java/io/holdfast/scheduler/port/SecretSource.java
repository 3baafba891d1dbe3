package io.holdfast.scheduler.port;

import io.holdfast.templates.text.Secret;

/// The open vault, by name. Unknown names are a bug and throw.
public interface SecretSource {
  Secret secret(String name);
}
