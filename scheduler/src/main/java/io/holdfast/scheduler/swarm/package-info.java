/// Docker's swarm mode: its managers' quorum, its nodes, and the vendor's services on it.
@NullMarked
package io.holdfast.scheduler.swarm;

import org.jspecify.annotations.NullMarked;
