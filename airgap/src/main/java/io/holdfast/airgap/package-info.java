/// Across the gap and onto hosts: media parts, content store, moving blobs, serving images.
@NullMarked
package io.holdfast.airgap;

import org.jspecify.annotations.NullMarked;
