/// Contents on a host's disk by their digest.
@NullMarked
package io.holdfast.airgap.store;

import org.jspecify.annotations.NullMarked;
