/// The host as this program touches it: files, external commands, uptime. Everything comes in
/// through small interfaces.
@NullMarked
package io.holdfast.agent.host;

import org.jspecify.annotations.NullMarked;
