/// Carrying a plan out for real: the state of a site on this machine, the executor's effects on
/// threads, the lock kept in the background, and what people see meanwhile.
@NullMarked
package io.holdfast.installer.run;

import org.jspecify.annotations.NullMarked;
