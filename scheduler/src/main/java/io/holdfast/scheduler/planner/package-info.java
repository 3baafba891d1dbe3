/// Turns what shall be and what is into a plan: which hosts change, in which groups, behind which
/// gates.
@NullMarked
package io.holdfast.scheduler.planner;

import org.jspecify.annotations.NullMarked;
