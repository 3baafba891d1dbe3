/// What products that keep one log by raft have in common: each server's own word, what the servers
/// agree on, and the gates that ask for it.
@NullMarked
package io.holdfast.scheduler.raft;

import org.jspecify.annotations.NullMarked;
