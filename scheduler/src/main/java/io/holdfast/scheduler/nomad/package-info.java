/// The engine Nomad: its servers, its workers, the services that run on it, and its access rules.
@NullMarked
package io.holdfast.scheduler.nomad;

import org.jspecify.annotations.NullMarked;
