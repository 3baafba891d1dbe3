/// Steps: spooled, done once in a unit of their own, journaled, taken back.
@NullMarked
package io.holdfast.agent.step;

import org.jspecify.annotations.NullMarked;
