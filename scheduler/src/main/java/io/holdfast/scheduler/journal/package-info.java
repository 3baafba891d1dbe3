/// The journal: what was intended and what came of it, so that a run can be resumed after any
/// crash.
@NullMarked
package io.holdfast.scheduler.journal;

import org.jspecify.annotations.NullMarked;
