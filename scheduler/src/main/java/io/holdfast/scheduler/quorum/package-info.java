/// When a member of a quorum may be touched.
@NullMarked
package io.holdfast.scheduler.quorum;

import org.jspecify.annotations.NullMarked;
