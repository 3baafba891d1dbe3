/// The names, paths, media types and limits of the bundle format; it knows nothing else.
@NullMarked
package io.holdfast.bundle.format;

import org.jspecify.annotations.NullMarked;
