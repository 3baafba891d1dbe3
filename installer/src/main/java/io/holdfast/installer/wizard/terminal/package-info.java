/// The wizard in a terminal: as a full screen with a keyboard, or as plain prompts for serial
/// consoles, screen readers and scripts.
@NullMarked
package io.holdfast.installer.wizard.terminal;

import org.jspecify.annotations.NullMarked;
