/// The screens of the wizard, in the order of [io.holdfast.installer.wizard.screen.Screens].
@NullMarked
package io.holdfast.installer.wizard.screen;

import org.jspecify.annotations.NullMarked;
