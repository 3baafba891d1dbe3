/// The files of this machine in which an administrator keeps keys and passwords.
@NullMarked
package io.holdfast.installer.secret;

import org.jspecify.annotations.NullMarked;
