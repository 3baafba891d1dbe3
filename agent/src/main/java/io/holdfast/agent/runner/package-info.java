/// The host runner: answers one controller over standard input and output.
@NullMarked
package io.holdfast.agent.runner;

import org.jspecify.annotations.NullMarked;
