/// Signing keys, the trust file and the signatures that stand between a bundle and a cluster.
@NullMarked
package io.holdfast.bundle.trust;

import org.jspecify.annotations.NullMarked;
