/// Which version of a product may follow which: the rules are data, the answers are pure.
@NullMarked
package io.holdfast.scheduler.version;

import org.jspecify.annotations.NullMarked;
