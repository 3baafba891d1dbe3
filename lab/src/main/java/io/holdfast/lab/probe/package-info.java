/// What must be refused by a cluster that stands: attempts that have to fail, against real
/// products.
@NullMarked
package io.holdfast.lab.probe;

import org.jspecify.annotations.NullMarked;
