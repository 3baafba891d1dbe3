/// Consul: what its servers say about themselves, when one may be stopped, and how access is set
/// up.
@NullMarked
package io.holdfast.scheduler.consul;

import org.jspecify.annotations.NullMarked;
