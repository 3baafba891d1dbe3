/// The executor: a state machine that carries out a plan. Its state is the journal folded, plus
/// what is under way.
@NullMarked
package io.holdfast.scheduler.run;

import org.jspecify.annotations.NullMarked;
