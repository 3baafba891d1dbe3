/// The site's lock: a lease with a fencing number on a majority of the servers, as a state machine.
@NullMarked
package io.holdfast.scheduler.lock;

import org.jspecify.annotations.NullMarked;
