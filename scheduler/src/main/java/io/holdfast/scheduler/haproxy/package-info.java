/// The load balancers: who is up behind them, who is drained, asked and told at each HAProxy
/// itself.
@NullMarked
package io.holdfast.scheduler.haproxy;

import org.jspecify.annotations.NullMarked;
