/// The hosts as the controller sees them: becoming root, starting the host runner, asking and
/// changing through it, and reaching the products' own interfaces.
@NullMarked
package io.holdfast.installer.host;

import org.jspecify.annotations.NullMarked;
