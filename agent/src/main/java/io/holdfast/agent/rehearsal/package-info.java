/// The rehearsal of a saved state on one host: apart from the cluster, in a unit with a network of
/// its own.
@NullMarked
package io.holdfast.agent.rehearsal;

import org.jspecify.annotations.NullMarked;
