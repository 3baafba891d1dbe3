/// Products that a lab's bundles carry, obtained once and kept between runs.
@NullMarked
package io.holdfast.lab.component;

import org.jspecify.annotations.NullMarked;
