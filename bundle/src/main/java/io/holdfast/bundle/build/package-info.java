/// From `appliance.yaml` to one signed bundle.
@NullMarked
package io.holdfast.bundle.build;

import org.jspecify.annotations.NullMarked;
