package io.holdfast.bundle.source;

import io.holdfast.bundle.file.BlobContent;

/// One file that goes into a component or an image.
///
/// @param path where it goes, relative
/// @param mode four octal digits, like `0755`
public record SourceFile(String path, String mode, BlobContent content) {}
