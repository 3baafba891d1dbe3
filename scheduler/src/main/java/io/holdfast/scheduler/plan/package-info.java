/// A plan is data: what will be done where, in which order, behind which gates, and how it is taken
/// back.
@NullMarked
package io.holdfast.scheduler.plan;

import org.jspecify.annotations.NullMarked;
