/// Gates and operations: small classes that ask products through their APIs and judge or change
/// them.
@NullMarked
package io.holdfast.scheduler.gate;

import org.jspecify.annotations.NullMarked;
