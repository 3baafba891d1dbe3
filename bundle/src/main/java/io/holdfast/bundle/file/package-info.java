/// The one file a bundle is: its exact bytes, writing it and reading it.
@NullMarked
package io.holdfast.bundle.file;

import org.jspecify.annotations.NullMarked;
