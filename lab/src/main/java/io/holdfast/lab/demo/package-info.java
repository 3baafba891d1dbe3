/// The demo: the main job from an empty machine to a cluster that was upgraded under load, and
/// three canaries that failed.
@NullMarked
package io.holdfast.lab.demo;

import org.jspecify.annotations.NullMarked;
