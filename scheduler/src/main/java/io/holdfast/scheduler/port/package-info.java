/// The only doors through which decisions reach the world. Real adapters live in `installer`,
/// modelled ones in the simulator.
@NullMarked
package io.holdfast.scheduler.port;

import org.jspecify.annotations.NullMarked;
