/// Texts with rules: canonical JSON, SHA-256 names, secrets that hide themselves.
@NullMarked
package io.holdfast.templates.text;

import org.jspecify.annotations.NullMarked;
