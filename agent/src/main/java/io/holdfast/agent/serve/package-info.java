/// The agent process: health, metrics, image registry, and containers registered in Consul.
@NullMarked
package io.holdfast.agent.serve;

import org.jspecify.annotations.NullMarked;
