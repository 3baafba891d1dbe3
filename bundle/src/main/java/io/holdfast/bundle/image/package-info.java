/// Container images made from files, without a container engine.
@NullMarked
package io.holdfast.bundle.image;

import org.jspecify.annotations.NullMarked;
