/// All decisions: plan, gates, executor, journal and lock as state machines behind ports.
@NullMarked
package io.holdfast.scheduler;

import org.jspecify.annotations.NullMarked;
