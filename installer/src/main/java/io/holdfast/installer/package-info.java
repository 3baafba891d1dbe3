/// The program: SSH, vault, command line, wizard.
@NullMarked
package io.holdfast.installer;

import org.jspecify.annotations.NullMarked;
