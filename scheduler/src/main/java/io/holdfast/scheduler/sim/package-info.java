/// The simulator: the real executor, journal and lock over modelled hosts, links, disks and
/// quorums, in one thread and in virtual time, with faults. One seed gives one run, always the
/// same.
@NullMarked
package io.holdfast.scheduler.sim;

import org.jspecify.annotations.NullMarked;
