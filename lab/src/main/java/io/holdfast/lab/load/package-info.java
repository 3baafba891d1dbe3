/// Load as users make it, and an observer apart from the engine: what the demo and the end-to-end
/// tests measure with.
@NullMarked
package io.holdfast.lab.load;

import org.jspecify.annotations.NullMarked;
