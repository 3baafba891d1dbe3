/// Official releases over https: fetched, believed by their publisher's signature, opened safely.
@NullMarked
package io.holdfast.bundle.release;

import org.jspecify.annotations.NullMarked;
