/// Everything an install goes wrong without, looked at before anything is changed.
@NullMarked
package io.holdfast.installer.preflight;

import org.jspecify.annotations.NullMarked;
