/// Images of the content store served to the host's own container engine.
@NullMarked
package io.holdfast.airgap.registry;

import org.jspecify.annotations.NullMarked;
