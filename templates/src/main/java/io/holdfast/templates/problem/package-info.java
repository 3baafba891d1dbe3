/// What can go wrong, in one catalogue: ids, kinds with their exit codes, and the texts people
/// read.
@NullMarked
package io.holdfast.templates.problem;

import org.jspecify.annotations.NullMarked;
