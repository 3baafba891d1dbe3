/// The command line: one class per verb.
@NullMarked
package io.holdfast.installer.cli;

import org.jspecify.annotations.NullMarked;
