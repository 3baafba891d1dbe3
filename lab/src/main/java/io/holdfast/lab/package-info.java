/// Practice hosts on one machine, the demo, end-to-end tests and distributions.
@NullMarked
package io.holdfast.lab;

import org.jspecify.annotations.NullMarked;
