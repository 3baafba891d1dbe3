/// Real products on this machine, as processes on addresses of the loopback, for tests.
@NullMarked
package io.holdfast.scheduler.live;

import org.jspecify.annotations.NullMarked;
