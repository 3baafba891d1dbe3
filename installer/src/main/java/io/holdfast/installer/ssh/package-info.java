/// Reaching hosts over SSH, with the library hidden behind a connector, a connection and a process.
@NullMarked
package io.holdfast.installer.ssh;

import org.jspecify.annotations.NullMarked;
