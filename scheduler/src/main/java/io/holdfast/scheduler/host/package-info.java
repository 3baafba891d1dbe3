/// What a host can be asked, and what it answers: the vocabulary between the controller and the
/// host runner.
@NullMarked
package io.holdfast.scheduler.host;

import org.jspecify.annotations.NullMarked;
