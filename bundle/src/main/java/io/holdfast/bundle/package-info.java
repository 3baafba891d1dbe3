/// The bundle format: build, sign, verify, inspect and unpack.
@NullMarked
package io.holdfast.bundle;

import org.jspecify.annotations.NullMarked;
