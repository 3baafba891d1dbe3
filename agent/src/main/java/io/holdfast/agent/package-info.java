/// The process on every host, and the host runner that makes changes there.
@NullMarked
package io.holdfast.agent;

import org.jspecify.annotations.NullMarked;
