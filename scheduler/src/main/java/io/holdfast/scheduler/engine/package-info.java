/// The scheduler products as one: what each can do, for whoever speaks of neither.
@NullMarked
package io.holdfast.scheduler.engine;

import org.jspecify.annotations.NullMarked;
